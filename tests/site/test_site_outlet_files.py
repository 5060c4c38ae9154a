from pathlib import Path

import httpx
import pytest
from site_corpora import line, write_corpus

from extract.errors import UsageError
from extract.outlets import load_outlets
from extract.settings import PACKAGE
from extract.site.corpus import load_corpus
from extract.site.outlet_files import write_outlet_files
from extract.site.server import running_site


def test_the_files_describe_what_is_served(tmp_path: Path) -> None:
    known = load_outlets(PACKAGE / "sources")
    rows = [
        line(outlet="almarsa", url="https://almarsa.example/2024/12/06/a"),
        line(outlet="3alyoum", url="http://www.3alyoum.com/news/a/"),
        line(outlet="القدس"),
        line(outlet="alquds"),
    ]
    corpus_path = write_corpus(tmp_path, *rows)
    folder = tmp_path / "new" / "sources"
    with running_site(corpus_path, 0, known=known) as base_url:
        paths = write_outlet_files(load_corpus(corpus_path), base_url, folder, known)
        outlets = load_outlets(folder)
        assert paths == sorted(folder.iterdir())
        for outlet in outlets.values():
            for address in (outlet.homepage, *outlet.feeds, *outlet.sitemaps):
                assert httpx.get(address).status_code == 200, address
    assert list(outlets) == ["almarsa", "alquds", "outlet_3alyoum", "outlet_3c40da9b"]
    almarsa = outlets["almarsa"]
    assert almarsa == known["almarsa"].model_copy(
        update={
            "homepage": f"{base_url}/almarsa/",
            "feeds": (f"{base_url}/almarsa/feed.xml",),
            "sitemaps": (f"{base_url}/almarsa/sitemap-news.xml",),
            "canonical_hosts": ("almarsa.example",),
        }
    )
    alyoum = outlets["outlet_3alyoum"]
    assert (alyoum.name_ar, alyoum.country, alyoum.time_zone) == ("عين اليوم", "SAU", "Asia/Riyadh")
    assert (alyoum.delay_seconds, alyoum.allow_loopback) == (0, True)
    assert alyoum.canonical_hosts == ("www.3alyoum.com",)
    assert outlets["outlet_3c40da9b"].name_ar == "القدس"
    alquds = outlets["alquds"]
    assert (alquds.name_ar, alquds.country, alquds.time_zone) == ("alquds", None, "UTC")
    assert alquds.canonical_hosts == ()


def test_two_outlets_that_would_share_a_file_are_told(tmp_path: Path) -> None:
    corpus = load_corpus(write_corpus(tmp_path, line(outlet="al-quds"), line(outlet="al_quds")))
    with pytest.raises(UsageError, match=r"'al-quds' and 'al_quds' would both be al_quds\.yml: rename one"):
        write_outlet_files(corpus, "http://127.0.0.1:1", tmp_path / "sources", {})
