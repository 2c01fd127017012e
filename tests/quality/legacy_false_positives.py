"""Legacy text on real news: nothing clean may be changed, and what was encoded must come back.

    python tests/quality/legacy_false_positives.py CORPUS.jsonl.zst [--every N]

Reads all of the corpus and counts articles that were converted or are in doubt; then encodes
every N-th article to each encoding and counts what was recognised and what came back as it
was. Exits with 1 if an article was changed or a recall is under its bar.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "index"))
from test_legacy import EIGHT_BIT, ENCODERS, encodable, in_bytes, is_restored

from index.articles.article import Article
from index.inputs import read
from index.inputs.conversion import NOTES
from index.inputs.restoring import is_clean
from index.vietnamese import legacy

BARS = dict.fromkeys(ENCODERS, 0.99) | {"VIQR": 0.95}  # GDDDT is GDĐT and GĐDT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--every", type=int, default=75)
    options = parser.parse_args()

    start = time.process_time()
    articles = [each for each in read([options.corpus]) if isinstance(each, Article)]
    reading = time.process_time() - start
    worst = false_positives(articles)
    worst |= not cost(articles, reading)
    for name in ENCODERS:
        worst |= not recall(name, articles[:: options.every])
    return int(worst)


def false_positives(articles: list[Article]) -> bool:
    """Whether any article was changed, as a record or as a page."""
    converted = doubtful = 0
    for article in articles:
        notes = article.extra.get(NOTES, [])
        page = legacy.repair(text_of(article))
        converted += bool(page.conversion) or any(n.startswith("converted") for n in notes)
        doubtful += bool(page.doubt) or any(n.startswith("may be") for n in notes)
    print(f"{len(articles):,} articles: {converted} changed, {doubtful} in doubt")
    return converted > 0


def cost(articles: list[Article], reading: float) -> bool:
    """Whether the look at clean text takes little of the time of reading."""
    records = [
        {"title": each.title, "summary": each.summary, "body": each.body} for each in articles
    ]
    checking = min(timed(records) for _ in range(5))
    unclear = sum(not is_clean(record) for record in records)
    print(f"the first look takes {checking / reading:.1%} of {reading:.2f} s; {unclear} need more")
    return checking < 0.05 * reading


def timed(records: list[dict[str, str]]) -> float:
    start = time.process_time()
    for record in records:
        is_clean(record)
    return time.process_time() - start


def recall(name: str, articles: list[Article]) -> bool:
    """Whether nearly all articles that are encoded are recognised and restored."""
    recognised = restored = doubtful = in_full = 0
    for article in articles:
        original = encodable(text_of(article))
        found = legacy.repair(ENCODERS[name](original))
        recognised += found.conversion == name
        doubtful += found.doubt is not None
        restored += found.conversion == name and is_restored(name, original, found.text)
        in_full += found.conversion == name and original == found.text
        if name in EIGHT_BIT:
            recognised -= legacy.decode(in_bytes(EIGHT_BIT[name](original))).conversion != name
    count = len(articles)
    print(
        f"{name:45} recognised {recognised / count:7.2%}, in doubt {doubtful}, "
        f"restored {restored / count:7.2%}, to the letter {in_full / count:7.2%}"
    )
    return restored >= BARS[name] * count


def text_of(article: Article) -> str:
    return "\n".join((article.title, article.summary, article.body, *article.captions))


if __name__ == "__main__":
    sys.exit(main())
