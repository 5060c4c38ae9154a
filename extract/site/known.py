"""What is known of an outlet that a corpus names: its public name, its country and its time zone."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from extract.outlets import Outlet


@dataclass(frozen=True, slots=True)
class PublicName:
    """A real outlet as its readers call it; ``country`` is the ISO3 of its newsroom."""

    name_ar: str
    name_en: str
    country: str | None = "SAU"
    kind: str = "newspaper"
    time_zone: str = "Asia/Riyadh"


# The outlets of SaudiNewsNet, a public research corpus of 2015 that has dates without hours. The key is the
# host of its articles, not the short name: other countries have an "alwatan" too.
PUBLIC_NAMES: dict[str, PublicName] = {
    "3alyoum.com": PublicName("عين اليوم", "Ain Alyoum", kind="site"),
    "aawsat.com": PublicName("الشرق الأوسط", "Asharq Al-Awsat", country=None),  # edited in London then
    "al-jazirah.com": PublicName("الجزيرة", "Al Jazirah"),
    "al-madina.com": PublicName("المدينة", "Al Madina"),
    "aleqt.com": PublicName("الاقتصادية", "Al Eqtisadiah"),
    "alriyadh.com": PublicName("الرياض", "Al Riyadh"),
    "alwatan.com.sa": PublicName("الوطن", "Al Watan"),
    "alweeam.com.sa": PublicName("الوئام", "Al Weeam", kind="site"),
    "alyaum.com": PublicName("اليوم", "Al Yaum"),
    "arreyadi.com.sa": PublicName("الرياضي", "Arreyadi"),
    "arriyadiyah.com": PublicName("الرياضية", "Arriyadiyah"),
    "okaz.com.sa": PublicName("عكاظ", "Okaz"),
    "sabq.org": PublicName("سبق", "Sabq", kind="site"),
    "spa.gov.sa": PublicName("وكالة الأنباء السعودية (واس)", "Saudi Press Agency", kind="agency"),
}


def source_id_of(outlet: str) -> str:
    """Return a corpus's outlet id as a ``source_id``: itself where it is one, else the nearest that is."""
    if re.fullmatch(r"[a-z][a-z0-9_]*", outlet):
        return outlet
    plain = unicodedata.normalize("NFKD", outlet).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not name:
        name = hashlib.sha256(outlet.encode("utf-8")).hexdigest()[:8]
    return name if name[0].isalpha() else f"outlet_{name}"


def host_of(url: str | None) -> str | None:
    """Return the host of an address in lower case, or None where there is none."""
    return urlsplit(url).hostname if url else None


def public_name(hosts: Iterable[str]) -> PublicName | None:
    """Return the public name that belongs to the first known of these hosts (``www.`` does not matter)."""
    for host in hosts:
        found = PUBLIC_NAMES.get(host.removeprefix("www."))
        if found:
            return found
    return None


def zone_of(outlet: str, url: str | None, known: Mapping[str, Outlet]) -> ZoneInfo:
    """Return the zone of an outlet's day: from its outlet file, else by its host, else UTC."""
    described = known.get(source_id_of(outlet))
    if described:
        return described.zone
    host = host_of(url)
    named = public_name([host] if host else [])
    return ZoneInfo(named.time_zone if named else "UTC")
