"""The rules of a night's articles, and of its outlets."""

from expectations.rules import Suite, stop, warn

_SHORTEST_TEXT = 40  # characters; a shorter one is a caption or a broken page
_DAYS_OFF = 3  # a feed may bring an article late, and clocks differ


def suites() -> tuple[Suite, ...]:
    """Return the suites of the tables ``articles`` and ``outlets`` of a night."""
    return _articles(), _outlets()


def _articles() -> Suite:
    return Suite(
        "articles",
        ("article_id", "revision", "source_id"),
        (
            stop(
                "articles.any",
                "The night brought at least one article.",
                "ExpectTableRowCountToBeBetween",
                min_value=1,
            ),
            stop(
                "articles.id_present",
                "Every article has an id.",
                "ExpectColumnValuesToNotBeNull",
                column="article_id",
            ),
            stop(
                "articles.revision_present",
                "Every article has a revision number.",
                "ExpectColumnValuesToNotBeNull",
                column="revision",
            ),
            stop(
                "articles.id_and_revision_unique",
                "No two rows are the same revision of the same article.",
                "ExpectCompoundColumnsToBeUnique",
                column_list=["article_id", "revision"],
            ),
            stop(
                "articles.canonical_url_is_http",
                "Every canonical address is an http or https address.",
                "ExpectColumnValuesToMatchRegex",
                column="canonical_url",
                regex=r"^https?://[^\s/]+",
            ),
            stop(
                "articles.title_present",
                "Every article has a title.",
                "ExpectColumnValuesToBeBetween",
                column="title_length",
                min_value=1,
            ),
            stop(
                "articles.text_long_enough",
                f"Every text has at least {_SHORTEST_TEXT} characters.",
                "ExpectColumnValuesToBeBetween",
                column="text_length",
                min_value=_SHORTEST_TEXT,
            ),
            stop(
                "articles.text_is_its_hash",
                "Every text_sha256 is the SHA-256 of the text beside it.",
                "ExpectColumnPairValuesToBeEqual",
                column_A="text_sha256",
                column_B="sha256_of_text",
            ),
            stop(
                "articles.word_count_positive",
                "Every article has at least one word.",
                "ExpectColumnValuesToBeBetween",
                column="word_count",
                min_value=1,
            ),
            warn(
                "articles.published_not_in_future",
                "No article was published later than a day after the run date ended.",
                "ExpectColumnValuesToBeBetween",
                column="published_day",
                max_value=2,
            ),
            warn(
                "articles.published_recently",
                f"Every article was published within {_DAYS_OFF} days of the run date.",
                "ExpectColumnValuesToBeBetween",
                column="published_day",
                min_value=-_DAYS_OFF,
                max_value=1 + _DAYS_OFF,
            ),
            warn(
                "articles.mostly_arabic",
                "At least half of the articles are in Arabic.",
                "ExpectColumnValuesToBeInSet",
                column="language",
                value_set=["ar"],
                mostly=0.5,
            ),
            warn(
                "articles.not_mostly_duplicates",
                "At most 60 % of the articles are copies of others.",
                "ExpectColumnValuesToBeNull",
                column="duplicate_of",
                mostly=0.4,
            ),
            warn(
                "articles.mostly_with_mentions",
                "At most 70 % of the Arabic articles that are no copies came out of the coder without any mention.",
                "ExpectColumnValuesToBeBetween",
                column="mention_count_of_arabic",
                min_value=1,
                mostly=0.3,
            ),
        ),
    )


def _outlets() -> Suite:
    return Suite(
        "outlets",
        ("source_id",),
        (
            warn(
                "outlets.none_silent",
                "Every outlet of the night brought at least one article.",
                "ExpectColumnValuesToBeBetween",
                column="article_count",
                min_value=1,
            ),
            warn(
                "outlets.enough_articles",
                "No outlet that brought articles brought fewer than its file expects of a day.",
                "ExpectColumnPairValuesAToBeGreaterThanB",
                column_A="article_count_if_any",
                column_B="expected_daily_min",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            ),
            warn(
                "outlets.not_too_many_articles",
                "No outlet brought more articles than its file expects of a day.",
                "ExpectColumnPairValuesAToBeGreaterThanB",
                column_A="expected_daily_max",
                column_B="article_count",
                or_equal=True,
            ),
            warn(
                "outlets.coded",
                "The articles of every outlet that brought some went through the coder.",
                "ExpectColumnValuesToBeInSet",
                column="was_coded_if_any",
                value_set=[True],
            ),
        ),
    )
