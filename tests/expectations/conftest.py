from pathlib import Path

import pytest

from extract.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Settings whose data lives in a folder of the test; its name has a space, as people's folders do."""
    return Settings(home=tmp_path / "waqai data")
