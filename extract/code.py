"""The stage that reads: a day's articles of one outlet in, the event mentions of their sentences out."""

from datetime import date

from extract.coding.coder import Coder
from extract.lake import Lake
from extract.outlets import Outlet
from extract.records import Article, Mention, SourceText

CODED_LANGUAGE = "ar"


def code_articles(outlet: Outlet, run_date: date, lake: Lake, coder: Coder) -> list[Mention]:
    """Code one outlet's articles of a day and write the mentions partition.

    Of an article that changed during the day only the last revision is coded. Articles in other languages are
    kept in the lake but not coded. «أمس» counts from the day of publication in the outlet's own zone. Raises
    WaqaiError when the articles were not extracted yet.
    """
    newest = {
        article.article_id: article
        for article in sorted(lake.read(Article, run_date, outlet.source_id), key=lambda article: article.revision)
    }
    mentions = [
        mention
        for article in newest.values()
        if article.language == CODED_LANGUAGE
        for mention in coder.code(source_text(article, outlet, run_date))
    ]
    lake.write(Mention, run_date, outlet.source_id, mentions)
    return mentions


def source_text(article: Article, outlet: Outlet, run_date: date) -> SourceText:
    """Return an article as the coder takes it."""
    published = article.published_at.astimezone(outlet.zone).date() if article.published_at else run_date
    return SourceText(article.article_id, published, article.text, article.title, outlet.country)
