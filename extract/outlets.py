"""Outlets: whom we read, one YAML file each (``sources/<source_id>.yml``)."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from extract.datafiles import DataRecord, read_yaml
from extract.errors import UsageError
from extract.lake import Lake
from extract.records import OutletOfDay


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"no time zone is named {name!r}")
    return name


HttpAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]


class ExpectedDaily(DataRecord):
    """How many articles a normal day brings; the gates compare against it."""

    min: int = Field(ge=0)
    max: int = Field(ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> "ExpectedDaily":
        if self.min > self.max:
            raise ValueError("min is above max")
        return self


class Outlet(DataRecord):
    """One outlet as its file describes it."""

    source_id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name_ar: str
    name_en: str
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None  # ISO3 of its newsroom
    language: str = "ar"
    kind: str = "newspaper"  # agency | newspaper | broadcaster | site
    homepage: HttpAddress
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    feeds: tuple[HttpAddress, ...] = ()
    sitemaps: tuple[HttpAddress, ...] = ()
    canonical_hosts: tuple[str, ...] = ()  # hosts whose rel=canonical is believed besides the page's own
    delay_seconds: float = Field(default=5.0, ge=0)
    allow_loopback: bool = False  # only for a demo or test site on this machine
    expected_daily: ExpectedDaily = ExpectedDaily(min=0, max=100_000)

    @model_validator(mode="after")
    def _discoverable(self) -> "Outlet":
        if not self.feeds and not self.sitemaps:
            raise ValueError("an outlet needs at least one feed or sitemap")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the outlet's day begins and ends."""
        return ZoneInfo(self.time_zone)


def load_outlets(folder: Path) -> dict[str, Outlet]:
    """Read every outlet file of a folder, keyed by source_id, in order.

    Raises UsageError (file:line) for a broken file, one named otherwise than its outlet, or an empty folder.
    """
    outlets = {}
    for path in sorted(folder.glob("*.yml")):
        outlet = read_yaml(path, Outlet)
        if outlet.source_id != path.stem:
            raise UsageError(f"{path}:1: source_id {outlet.source_id!r} must be the file's name, {path.stem!r}")
        outlets[outlet.source_id] = outlet
    if not outlets:
        raise UsageError(f"{folder} holds no outlet file (*.yml): point WAQAI_SOURCES at a folder that does")
    return outlets


def find_outlet(folder: Path, source_id: str) -> Outlet:
    """Return one outlet of a folder; raises UsageError that names those which exist."""
    outlets = load_outlets(folder)
    if source_id not in outlets:
        raise UsageError(f"unknown outlet {source_id!r}: {folder} has {', '.join(outlets)}")
    return outlets[source_id]


def record_outlets(outlets: Iterable[Outlet], run_date: date, lake: Lake) -> None:
    """Write down who was to be read on a day: one row per outlet, so that a missing one is known as missing."""
    for outlet in outlets:
        row = OutletOfDay(
            outlet.name_ar,
            outlet.name_en,
            outlet.country,
            outlet.language,
            outlet.kind,
            outlet.homepage,
            outlet.time_zone,
            outlet.expected_daily.min,
            outlet.expected_daily.max,
        )
        lake.write(OutletOfDay, run_date, outlet.source_id, [row])
