"""Speed of word segmentation: pyvi, the native decoder and its reference, side by side.

    python tests/bench/words.py [CORPUS.jsonl[.zst]] [--articles N]

Every article is cut in one piece per field (title, summary, body, captions). Throughput is by CPU
time on one core, the decoders taking turns so that they meet the same machine; loading is timed,
and memory taken, in processes of their own. Without a corpus the sample archive is cut.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path

import zstandard

from index import native
from index.vietnamese import words_reference
from index.vietnamese.words import words
from index.vietnamese.words_model import load_model

LOADS = {
    "pyvi": "from pyvi.ViTokenizer import ViTokenizer; ViTokenizer.tokenize('một')",
    "native": "from index.vietnamese.words import words; words('một')",
    "reference": (
        "import os; os.environ['KHOBAO_NATIVE'] = 'off'\n"
        "from index.vietnamese.words import words; words('một')"
    ),
}
MEASURE = """
import resource, time
def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6
before, started = memory(), time.perf_counter()
{load}
print(time.perf_counter() - started, memory() - before)
"""
ROUNDS = 5


def articles(path: Path) -> Iterator[list[str]]:
    """The texts of each article of a corpus."""
    with path.open("rb") as file:
        raw = zstandard.ZstdDecompressor().stream_reader(file) if path.suffix == ".zst" else file
        with io.TextIOWrapper(raw, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                texts = [record.get(name) or "" for name in ("title", "summary", "body")]
                yield texts + (record.get("captions") or [])


def cost_of_loading(code: str) -> tuple[float, float]:
    """Seconds and megabytes from a bare interpreter to the first text cut; the best of three."""
    command = [sys.executable, "-W", "ignore", "-c", MEASURE.format(load=code)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(3)]
    seconds, megabytes = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return min(seconds), min(megabytes)


def cpu_seconds(cut: Callable[[str], object], corpus: list[list[str]]) -> float:
    """CPU time to cut a corpus."""
    started = time.process_time()
    for texts in corpus:
        for text in texts:
            cut(text)
    return time.process_time() - started


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    sample = Path(str(files("index") / "sample" / "articles.jsonl"))
    parser.add_argument("corpus", nargs="?", type=Path, default=sample)
    parser.add_argument("--articles", type=int, default=1000, metavar="N")
    options = parser.parse_args()
    loading = {name: cost_of_loading(code) for name, code in LOADS.items()}

    from pyvi.ViTokenizer import ViTokenizer  # noqa: PLC0415  (after what forks is done)

    cuts: dict[str, Callable[[str], object]] = {
        "pyvi": ViTokenizer.tokenize,
        "native": words,
        "reference": words_reference.Segmenter(load_model()).words,
    }
    if not native.is_used():
        del cuts["native"]
    corpus = list(islice(articles(options.corpus), options.articles))
    count = sum(text.count(" ") + 1 for texts in corpus for text in texts if text)
    best = dict.fromkeys(cuts, float("inf"))
    for _ in range(ROUNDS):
        for name, cut in cuts.items():
            best[name] = min(best[name], cpu_seconds(cut, corpus))

    print(f"{len(corpus)} articles, {count} syllables; best of {ROUNDS} rounds, CPU time")
    print(f"{'':10}{'articles/s':>12}{'syllables/s':>14}{'x pyvi':>9}{'load s':>9}{'load MB':>9}")
    for name, seconds in best.items():
        speed = f"{len(corpus) / seconds:12,.0f}{count / seconds:14,.0f}"
        print(f"{name:10}{speed}{best['pyvi'] / seconds:9.1f}", end="")
        print(f"{loading[name][0]:9.3f}{loading[name][1]:9.1f}")


if __name__ == "__main__":
    main()
