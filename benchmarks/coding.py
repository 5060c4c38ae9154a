"""How fast the coder reads and how much memory it takes: alone, with two processes, and as a text grows.

`make bench` runs it on the demo corpus, or on a JSONL corpus named as its argument. Each speed is the best of
three passes after a warm-up, so that another process on the machine disturbs it least.
"""

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from extract.coding.coder import default_coder
from extract.coding.gold import DEMO, read_texts
from extract.coding.text import sentences
from extract.records import SourceText

PASSES = 3
AT_LEAST = 400  # texts; a small corpus is read over again
LENGTHS = (100_000, 400_000, 1_600_000)  # characters of one text


def code(text: SourceText) -> int:
    return len(default_coder().code(text))


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    started = time.perf_counter()
    default_coder()
    loading = time.perf_counter() - started
    paths = [Path(sys.argv[1])] if len(sys.argv) > 1 else sorted(DEMO.glob("*.jsonl"))
    corpus = [text for path in paths for text in read_texts(path)]
    texts = (corpus * (AT_LEAST // len(corpus) + 1))[: max(len(corpus), AT_LEAST)]
    count = sum(len(sentences(text.text)) for text in texts)
    mentions = sum(code(text) for text in texts)
    alone = min(timed(lambda: [code(text) for text in texts]) for _ in range(PASSES))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(code, texts[:20]))
        both = min(timed(lambda: list(pool.map(code, texts, chunksize=20))) for _ in range(PASSES))
    print(f"texts {len(texts)}, sentences {count}, mentions {mentions}")
    print(f"start-up                {loading:8.2f} s")
    print(f"memory                  {memory:8.0f} MB")
    print(f"one process             {count / alone:8.0f} sentences/s")
    print(f"two processes           {count / both:8.0f} sentences/s ({alone / both:.2f} times one)")
    whole = "\n".join(text.text for text in corpus)
    whole *= LENGTHS[-1] // len(whole) + 1
    for length in LENGTHS:
        seconds = timed(lambda: code(SourceText("one text", corpus[0].published, whole[:length])))  # noqa: B023
        print(f"one text of {length:9,} characters: {seconds:6.1f} s, {length / seconds:10,.0f} characters/s")


if __name__ == "__main__":
    main()
