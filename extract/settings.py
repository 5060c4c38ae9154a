"""Every setting of Waqai, read once from ``WAQAI_*`` environment variables.

docs/settings.md lists them for operators; a test holds the two together.
"""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from extract.errors import UsageError

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent


class Settings(BaseSettings):
    """What an operator may choose. Paths are made absolute, so that tasks may run from any folder."""

    model_config = SettingsConfigDict(env_prefix="WAQAI_", frozen=True)

    home: Path = Field(default=Path("data"), description="Where all data lives: archive, lake, builds, briefs.")
    sources: Path = Field(default=PACKAGE / "sources", description="Folder of outlet files, one YAML each.")
    gazetteer: Path | None = Field(
        default=None, description="A places file of yours that the coder reads beside its own (docs/gazetteer.md)."
    )
    contact: str = Field(
        default="set WAQAI_CONTACT to an address of yours",
        description="Who runs this crawler, told to every site in the User-Agent.",
    )
    fetch_timeout: float = Field(default=20.0, gt=0, description="Seconds before a request is given up.")
    fetch_attempts: int = Field(default=3, ge=1, le=10, description="Tries for a request that may yet succeed.")
    fetch_max_bytes: int = Field(default=5_000_000, gt=0, description="Largest body that is kept, in bytes.")
    task_retries: int = Field(default=2, ge=0, description="Airflow retries of a failed task.")
    task_retry_seconds: int = Field(default=60, ge=0, description="Seconds between these retries.")
    keep_builds: int = Field(default=7, ge=1, description="Warehouse builds that are kept, the published one always.")
    duckdb_memory: str = Field(default="4GB", description="Memory limit of a warehouse build.")

    @field_validator("gazetteer", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    def model_post_init(self, _context: object, /) -> None:
        """Make the paths absolute."""
        object.__setattr__(self, "home", self.home.expanduser().absolute())
        object.__setattr__(self, "sources", self.sources.expanduser().absolute())
        if self.gazetteer:
            object.__setattr__(self, "gazetteer", self.gazetteer.expanduser().absolute())

    @property
    def archive(self) -> Path:
        """WARC files: the raw pages, before anything parsed them."""
        return self.home / "archive"

    @property
    def lake(self) -> Path:
        """Parquet tables, in hive partitions."""
        return self.home / "lake"

    @property
    def builds(self) -> Path:
        """One DuckDB file per build, published or not."""
        return self.home / "builds"

    @property
    def published(self) -> Path:
        """The symbolic link that readers open; it points to the build that was last published."""
        return self.home / "current.duckdb"

    @property
    def briefs(self) -> Path:
        """One HTML page per run date."""
        return self.home / "briefs"

    @property
    def data_docs(self) -> Path:
        """The pages that Great Expectations writes."""
        return self.home / "data_docs"

    @property
    def gates(self) -> Path:
        """One JSON file of gate results per run date and gate."""
        return self.home / "gates"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process (read once); raises UsageError for a variable that cannot be."""
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        name = "WAQAI_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(f"{name}={first['input']}: {first['msg']}; docs/settings.md lists what may be set") from fault
