"""How fast the coder reads: sentences a second, alone and with two processes, on the demo corpus.

`make bench` runs it. Each figure is the best of three passes after a warm-up, so that another process on the
machine disturbs it least.
"""

import time
from concurrent.futures import ProcessPoolExecutor

from extract.coding.coder import default_coder
from extract.coding.text import sentences
from extract.records import SourceText
from extract.settings import PROJECT
from extract.site.corpus import load_corpus

PASSES = 3
REPEAT = 3


def code(text: SourceText) -> int:
    return len(default_coder().code(text))


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    corpus = [a for a in load_corpus(PROJECT / "demo" / "corpus") if a.language == "ar"]
    texts = [SourceText(a.doc, a.published.date(), a.text) for a in corpus] * REPEAT
    count = sum(len(sentences(text.text)) for text in texts)
    started = time.perf_counter()
    mentions = code(texts[0])
    loading = time.perf_counter() - started
    mentions = sum(code(text) for text in texts)
    alone = min(timed(lambda: [code(text) for text in texts]) for _ in range(PASSES))
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(code, texts[:20]))
        both = min(timed(lambda: list(pool.map(code, texts, chunksize=20))) for _ in range(PASSES))
    print(f"texts {len(texts)}, sentences {count}, mentions {mentions}")
    print(f"loading the lexicon     {loading:8.2f} s")
    print(f"one process             {count / alone:8.0f} sentences/s")
    print(f"two processes           {count / both:8.0f} sentences/s ({alone / both:.2f} times one)")


if __name__ == "__main__":
    main()
