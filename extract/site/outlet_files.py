"""Outlet files for the sites that play a corpus, so that the collecting stages can be pointed at them."""

from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from urllib.parse import quote

from ruamel.yaml import YAML

from extract.errors import UsageError
from extract.outlets import Outlet
from extract.site.corpus import CorpusArticle
from extract.site.known import PublicName, host_of, public_name, source_id_of


def outlet_address(base_url: str, outlet: str, below: str = "") -> str:
    """Return the address of an outlet's home page, or of what lies below it."""
    return f"{base_url}/{quote(outlet)}/{quote(below)}"


def describe_outlets(corpus: Iterable[CorpusArticle], base_url: str, known: Mapping[str, Outlet]) -> dict[str, Outlet]:
    """Return the outlets of a corpus as they stand at ``base_url`` (no slash at its end), by the corpus's id.

    Names, country, zone and the like come from ``known`` (by source_id), else from what is known of the hosts
    of its articles; an outlet of which nothing is known is named by its id and keeps UTC.

    Raises UsageError when two ids of the corpus would become one source_id.
    """
    hosts: dict[str, set[str]] = {}
    for article in corpus:
        host = host_of(article.url)
        hosts.setdefault(article.outlet, set()).update([host] if host else [])
    outlets: dict[str, Outlet] = {}
    owners: dict[str, str] = {}
    for name in sorted(hosts):
        source_id = source_id_of(name)
        if source_id in owners:
            raise UsageError(
                f"outlets {owners[source_id]!r} and {name!r} would both be {source_id}.yml: "
                "rename one of them in the corpus"
            )
        owners[source_id] = name
        outlets[name] = _describe(name, source_id, sorted(hosts[name]), base_url, known.get(source_id))
    return outlets


def write_outlet_files(
    corpus: Iterable[CorpusArticle], base_url: str, folder: Path, known: Mapping[str, Outlet]
) -> list[Path]:
    """Write one outlet file (``<source_id>.yml``) per outlet of a corpus; return their paths, in order.

    ``base_url`` is where the corpus is served; the folder is made, files of the same name are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    paths = []
    for outlet in describe_outlets(corpus, base_url, known).values():
        text = StringIO()
        text.write("# Played from a corpus on this machine by `waqai site`.\n")
        yaml.dump(outlet.model_dump(mode="json", exclude_none=True), text)
        path = folder / f"{outlet.source_id}.yml"
        path.write_text(text.getvalue(), encoding="utf-8")
        paths.append(path)
    return sorted(paths)


def _describe(name: str, source_id: str, hosts: list[str], base_url: str, described: Outlet | None) -> Outlet:
    if described:
        traits = described.model_dump()
    else:
        public = public_name(hosts) or PublicName(name, name, country=None, kind="site", time_zone="UTC")
        traits = {
            "source_id": source_id,
            "name_ar": public.name_ar,
            "name_en": public.name_en,
            "country": public.country,
            "kind": public.kind,
            "time_zone": public.time_zone,
        }
    return Outlet.model_validate(
        traits
        | {
            "homepage": outlet_address(base_url, name),
            "feeds": [outlet_address(base_url, name, "feed.xml")],
            "sitemaps": [outlet_address(base_url, name, "sitemap-news.xml")],
            "canonical_hosts": hosts,
            "delay_seconds": 0,
            "allow_loopback": True,
        }
    )
