"""How well articles come out of web pages, held against labels.

    python tests/quality/extraction/score.py [FOLDER] [--show]

A folder of pages, each with a label beside it: `x.html` and `x.json`, an object with `kind`
(article or listing), and of an article `title`, `published` (a day, or a minute where the page
tells it), `authors`, `section`, `lead`, `body`, `captions`, `url`, `source`. Without one, the
project's own pages.

Title, day, time and authors are right or wrong. Body, lead and captions are compared word by word:
F1 of the multisets of their words in small letters. Ends with 1 if a bar is missed: title and day
1, time .95, authors .9, body .97 in the mean, no listing taken for an article.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.articles.article import Article
from index.articles.dates import vietnamese_time
from index.inputs import read

PAGES = Path(__file__).parent / "pages"
BARS = {"title": 1.0, "day": 1.0, "time": 0.95, "authors": 0.9, "body": 0.97, "listings": 1.0}
FIGURES = (*BARS, "section", "lead", "captions", "url", "source")
_WORDS = re.compile(r"\w+")


def f1(found: str, right: str) -> float:
    """The harmonic mean of precision and recall of the words, each as often as it stands there."""
    some, others = (Counter(_WORDS.findall(text.lower())) for text in (found, right))
    if not some and not others:
        return 1.0
    common = (some & others).total()
    return 2 * common / (some.total() + others.total())


def judged(page: Path, label: dict[str, Any]) -> Iterator[tuple[str, float, str]]:
    """(figure, its value from 0 to 1, what is wrong) of a page."""
    found = list(read([page]))
    article = found[0] if len(found) == 1 and isinstance(found[0], Article) else None
    if label["kind"] == "listing":
        yield "listings", float(article is None), "it was taken for an article"
        return
    if article is None:
        for name in ("title", "day", "authors", "body"):
            yield name, 0.0, f"no article: {str(found[0])[:150]}"
        return
    moment = vietnamese_time(article.published)
    published, right = moment.isoformat() if moment else "", label.get("published") or ""
    pairs = {
        "title": (_plain(article.title), _plain(label["title"])),
        "day": (published[:10], right[:10]),
        "authors": (sorted(article.authors), sorted(label.get("authors", ()))),
        "section": (article.category, label.get("section") or ""),
        "url": (article.url, label.get("url") or ""),
        "source": (article.source, label.get("source") or ""),
    }
    if "T" in right:
        pairs["time"] = (published[:16], right[:16])
    for name, (one, other) in pairs.items():
        yield name, float(one == other), f"{one!r} instead of {other!r}"
    texts = {
        "body": (article.body, label["body"]),
        "lead": (article.summary, label.get("lead") or ""),
        "captions": ("\n".join(article.captions), "\n".join(label.get("captions", ()))),
    }
    for name, (one, other) in texts.items():
        too_much = [line[:90] for line in set(one.splitlines()) - set(other.splitlines())]
        missing = [line[:90] for line in set(other.splitlines()) - set(one.splitlines())]
        yield name, f1(one, other), f"too much {too_much[:4]}, missing {missing[:4]}"


def score(folder: Path, *, show: bool = False) -> dict[str, float]:
    """The mean of each figure over the pages of a folder; `show` prints what is wrong."""
    values: dict[str, list[float]] = defaultdict(list)
    for path in sorted(folder.glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        for name, value, wrong in judged(path.with_suffix(".html"), label):
            values[name].append(value)
            if show and value < BARS.get(name, 0.9):
                print(f"{path.stem}: {name} {value:.3f}: {wrong}")
    return {name: sum(values[name]) / len(values[name]) for name in FIGURES if values[name]}


def main() -> int:
    """Print the table; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=PAGES)
    parser.add_argument("--show", action="store_true", help="what is wrong, page by page")
    asked = parser.parse_args()
    began = time.process_time()
    figures = score(asked.folder, show=asked.show)
    spent = time.process_time() - began
    pages = len(list(asked.folder.glob("*.json")))
    print(f"{pages} pages, {pages / spent:.0f} a second of CPU time")
    missed = []
    for name, value in figures.items():
        bar = BARS.get(name)
        print(f"{name:<10} {value:.3f}" + (f"   bar {bar:.2f}" if bar is not None else ""))
        if bar is not None and value < bar:
            missed.append(name)
    if missed:
        print(f"missed: {', '.join(missed)}")
    return 1 if missed else 0


def _plain(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
