"""The text that a page tells: its paragraphs, without title, captions and boxes of links to other articles."""

import re
from copy import deepcopy
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

# Marks of direction that belong to the page's layout, not to the text.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"\s+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_POINTS = re.compile("[\u064b-\u0652\u0670\u0640]")  # vowel points and the stretching of words
_ALIF = re.compile("[أإآٱ]")

# «اقرأ أيضا» and its kin, as ``letters`` returns them.
_RELATED = re.compile(
    r"(?:و?(?:اقرا|اقراي|اقراوا|شاهد|طالع|تابع|انظر) (?:ايضا|المزيد|كذلك|التالي)|للمزيد اقرا|قد يهمك"
    r"|(?:اخبار|مواضيع|موضوعات|مقالات) (?:ذات صله|متعلقه|مرتبطه)|الاكثر قراءه)(?: |$)"
)
_LONGEST_LINE = 300  # characters of a line that is such a link and not a paragraph that happens to begin so
_LONGEST_BOX = 1000  # characters of a box with all its links
_HEADING = 40  # characters of its heading: what may stand in it outside links
_CAPTIONS = (
    "//figure | //figcaption | //*[contains(concat(' ', normalize-space(@class), ' '), ' caption ')"
    " or contains(@class, '-caption') or contains(@class, '_caption')]"
)
_LONGEST_CAPTION = 1000
_BOXES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "div", "section", "aside", "ul", "li", "blockquote")
_BREAKS = {"p", "head", "item", "list", "quote", "code", "div", "body", "lb", "table", "row", "ab"}


def body_text(tree: HtmlElement, titles: list[str]) -> str:
    """Return an article's paragraphs, one a line, or nothing where a page has no text.

    ``titles`` are what the page calls itself; lines on top that only repeat one are left out. Letters stay as
    published; runs of blanks are one, marks of direction are gone. The tree is left as it was.
    """
    tree = deepcopy(tree)
    for caption in tree.xpath(_CAPTIONS):
        if len(caption.text_content()) <= _LONGEST_CAPTION:
            _drop(caption)
    for element in [*tree.iter(*_BOXES)]:
        if _names_related(element.text_content()):
            _drop_related(element)
    extracted: Any = bare_extraction(
        tree, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False
    )
    if extracted is None or extracted.body is None:
        return ""
    lines = [line for told in _lines(extracted.body) if (line := clean_line(told))]
    lines = [line for line in lines if len(line) > _LONGEST_LINE or not _names_related(line)]
    known = {letters(title) for title in titles}
    while lines and letters(lines[0]) in known:
        lines.pop(0)
    return "\n".join(lines)


def clean_line(text: str) -> str:
    """Return a text as one line: runs of blanks are one, marks of direction and halves of characters are gone."""
    text = text.encode("utf-8", "ignore").decode("utf-8")  # JSON may hold a lone surrogate, which no file can
    return _BLANKS.sub(" ", _DIRECTION.sub("", text)).strip()


def letters(text: str) -> str:
    """Return a text for comparison: its words without points, alif and ta marbuta folded, nothing between."""
    folded = _ALIF.sub("ا", _POINTS.sub("", text)).replace("ة", "ه")
    return _NOT_LETTERS.sub(" ", folded).strip()


def _names_related(text: str) -> bool:
    return _RELATED.match(letters(text.lstrip()[:80])) is not None


def _drop_related(element: HtmlElement) -> None:
    """Take out a box of links, or a heading and the links that follow it; leave anything that tells more."""
    text, linked = _length(element), _linked(element)
    if linked and text <= _LONGEST_BOX and text - linked <= _HEADING:
        _drop(element)
    elif text <= _HEADING:
        following = element.getnext()
        while following is not None and _linked(following) and _length(following) == _linked(following):
            links, following = following, following.getnext()
            _drop(links)
        _drop(element)


def _length(element: HtmlElement) -> int:
    return len(clean_line(element.text_content()))


def _linked(element: HtmlElement) -> int:
    """Return how many characters of an element stand in links; blanks between two links count as theirs."""
    links = list(element.iter("a"))
    return sum(_length(link) for link in links) + max(0, len(links) - 1)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _lines(body: Any) -> list[str]:
    """Return the text of an extracted tree, a line for each block and each line break."""
    parts: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _BREAKS:
            parts.append("\n")
        text = element.text if event == "start" else element.tail
        if text:
            parts.append(text.replace("\n", " "))
    return "".join(parts).split("\n")
