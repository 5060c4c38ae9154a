"""From a page's bytes to its characters."""

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SNIFFED = ("utf-8", "windows-1256", "iso-8859-6")
# Browsers read the first as the second, and so do the people who declare it.
_READ_AS = {"iso8859-1": "windows-1252", "ascii": "windows-1252"}
# Words that any Arabic page holds; a page read in a wrong charset holds none.
_FAMILIAR = re.compile(r"(?<!\w)(?:في|من|على|إلى|عن|أن|ال\w{2,})(?!\w)")
_MISREAD = "\N{REPLACEMENT CHARACTER}"


def decode(body: bytes, content_type: str | None) -> str:
    """Decode a page: by its byte order mark, else by what header and ``<meta>`` declare, else by sniffing.

    A declaration is believed unless another of these charsets makes more Arabic of the bytes: pages in
    windows-1256 that call themselves UTF-8 or Latin are common. Bytes that fit nowhere become U+FFFD.
    """
    for mark, unicode in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(unicode, errors="replace")
    declared = _DECLARED.search(content_type or "")
    meta = _META.search(body[:4096])
    named = ([declared[1]] if declared else []) + ([meta[1].decode("latin-1")] if meta else [])
    charsets = list(dict.fromkeys(charset for name in [*named, *_SNIFFED] if (charset := _known(name))))
    readings = [body.decode(charset, errors="replace") for charset in charsets]
    return max(readings, key=_plausibility)  # the first of equals: the declared one


def _known(name: str) -> str | None:
    """Return Python's name for a charset of text, or None."""
    try:
        charset = codecs.lookup(name).name
        b"x".decode(charset, errors="replace")  # some codecs are not of text
    except (LookupError, ValueError):
        return None
    return _READ_AS.get(charset, charset)


def _plausibility(text: str) -> int:
    return len(_FAMILIAR.findall(text)) - text.count(_MISREAD)
