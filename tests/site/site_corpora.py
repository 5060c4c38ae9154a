"""Small corpora for the tests of the site, written where a test can serve them from."""

import json
from pathlib import Path
from typing import Any

TEXT = (
    "بلدة التل - خاص: افتتح مجلس البلدة، صباح الجمعة، مكتبة عامة تضم خمسة آلاف كتاب، بعد عامين من أعمال الترميم في "
    "المبنى القديم الذي يتوسط السوق.\n"
    "وقالت أمينة المكتبة إن القاعة الكبرى ستفتح أبوابها للطلاب كل يوم من الثامنة صباحاً حتى السادسة مساءً، وإن قسماً "
    "للأطفال سيضاف إليها في الربيع.\n"
    "برنامج الأسبوع الأول\n"
    "ويتضمن الأسبوع الأول أمسية شعرية ومعرضاً للخط العربي، فيما يشرف متطوعون على ترتيب الكتب التي تبرع بها السكان.\n"
    "وختم رئيس المجلس بالقول إن المكتبة “بيت للجميع”، داعياً المدارس إلى تنظيم زيارات لها."
)


def line(**values: Any) -> dict[str, Any]:
    """Return one valid line of a corpus, with some values changed."""
    return {
        "doc": "talla-1",
        "outlet": "rawasi",
        "published": "2024-12-06T13:50:00+03:00",
        "title": "مكتبة عامة في بلدة التل",
        "text": TEXT,
    } | values


def write_corpus(folder: Path, *rows: dict[str, Any] | str, name: str = "corpus.jsonl") -> Path:
    """Write rows (objects, or text as it is) to a JSONL file in a folder; return its path."""
    path = folder / name
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path
