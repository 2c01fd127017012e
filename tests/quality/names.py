"""How good the names are that are found in a collection of articles.

    python tests/quality/names.py FILE [--every N] [--labels LABELS] [--without RULE ...]
                                  [--read N] [--seed N]

FILE holds articles in any input format. With LABELS, prints precision, recall and F1 of each type,
exactly and by overlap, over the texts that it labels: lines of JSON with `id`, `field` (title,
summary, caption and its number, or body) and `names`, a list of [start, end, type] with offsets
into that text and person, place or org. Without, prints for blind reading: of each type the fifty
of most articles, and N random mentions with what stands around them. `--without` leaves out a rule
of `reference.RULES`, or "vote": then every article tells types by itself. It runs the reference.
"""

from __future__ import annotations

import argparse
import json
import random
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.analysis.names import Gathered, Name, name_value
from index.articles.article import Article
from index.articles.facets import NAME_FACETS
from index.inputs import read
from index.storage.names import NONE, identities, told
from index.vietnamese.names.mention import Mention
from index.vietnamese.names.reference import RULES, Reader
from index.vietnamese.spelling import CleanText, clean
from index.vietnamese.syllables import respelled, scanner
from index.vietnamese.words import packed_words

VOTE = "vote"
_FIRST = 50
_AROUND = 40  # characters
Span = tuple[int, int, str]


class Read(NamedTuple):
    """A text of an article: its mentions, and how they lead back to it."""

    id: str
    field: str
    text: str
    cleaned: CleanText
    mentions: list[Mention]

    def value(self, mention: Mention) -> str:
        """What the column of names would have of a mention alone."""
        printed = mention.canonical or self.cleaned.text[mention.start : mention.end]
        return name_value(Name(mention.code, " ".join(printed.split())))


def texts_of(article: Article) -> Iterator[tuple[str, str]]:
    yield "title", article.title
    yield "summary", article.summary
    for number, caption in enumerate(article.captions):
        yield f"caption {number}", caption
    yield "body", article.body


def read_text(id: str, field: str, text: str, without: Sequence[str]) -> Read:
    cleaned = clean(text)
    spelled = respelled(cleaned.text, scanner().find(*cleaned))
    begins = frozenset(array("I", packed_words(spelled))[::2])
    return Read(id, field, text, cleaned, Reader(spelled, begins, without).read())


class Collection:
    """All texts of some articles, and the types on which these vote."""

    def __init__(self, articles: Iterable[Article], without: Sequence[str]) -> None:
        self.texts: list[Read] = []
        counts: Counter[str] = Counter()
        for article in articles:
            mine = [read_text(article.id, *one, without) for one in texts_of(article)]
            self.texts += mine
            gathered = Gathered()
            for one in mine:
                for mention in one.mentions:
                    gathered.add(mention, one.cleaned.text)
            counts.update(map(name_value, gathered.names(article.authors)))
        self.values = [*counts]
        self.counts = np.array([*counts.values()], np.int64)
        self._votes = VOTE not in without
        found = told(self.values, self.counts, {})
        self.types = dict(zip(identities(self.values), found.elected.tolist(), strict=True))
        self.first = [self._most(found.types, type) for type in range(len(NAME_FACETS))]

    def _most(self, types: np.ndarray, type: int) -> list[tuple[str, int]]:
        names: Counter[str] = Counter()
        for value, count, of in zip(self.values, self.counts.tolist(), types, strict=True):
            if of == type:
                names[value[1:]] += count
        return names.most_common(_FIRST)

    def spans(self, one: Read) -> list[Span]:
        """The names in a text, with offsets into the original, and their types."""
        found = []
        for mention in one.mentions:
            code = "plo".find(mention.code)
            if code < 0 and self._votes:
                [identity] = identities([one.value(mention)])
                code = self.types.get(identity, NONE)
            if 0 <= code < NONE:
                span = one.cleaned.span(mention.start, mention.end)
                found.append((*span, NAME_FACETS[code]))
        return found


def measured(found: list[Span], labelled: list[Span], *, exact: bool) -> tuple[int, int]:
    """How many of the names found are right, and how many of the labels were found."""

    def meets(one: Span, other: Span) -> bool:
        if one[2] != other[2]:
            return False
        return one[:2] == other[:2] if exact else one[0] < other[1] and other[0] < one[1]

    right = sum(any(meets(one, other) for other in labelled) for one in found)
    return right, sum(any(meets(other, one) for one in found) for other in labelled)


def print_measures(collection: Collection, path: Path) -> None:
    labels = {
        (row["id"], row["field"]): [(start, end, type) for start, end, type in row["names"]]
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    }
    texts = [one for one in collection.texts if (one.id, one.field) in labels]
    print(f"{len(texts)} texts, {sum(map(len, labels.values()))} names")
    for exact in (True, False):
        print("exactly" if exact else "by overlap", "  precision  recall  F1", sep="")
        for type in NAME_FACETS:
            totals = np.zeros(4, np.int64)  # right, found, met, labelled
            for one in texts:
                found = [span for span in collection.spans(one) if span[2] == type]
                wanted = [span for span in labels[one.id, one.field] if span[2] == type]
                right, met = measured(found, wanted, exact=exact)
                totals += (right, len(found), met, len(wanted))
            precision = totals[0] / max(1, totals[1])
            recall = totals[2] / max(1, totals[3])
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            print(f"  {type:<8} {precision:9.3f} {recall:7.3f} {f1:6.3f}")


def print_for_reading(collection: Collection, count: int, seed: int) -> None:
    source = random.Random(seed)
    for number, type in enumerate(NAME_FACETS):
        print(f"{type}: " + ", ".join(f"{name} {n}" for name, n in collection.first[number]))
        every = [
            (one, span) for one in collection.texts for span in collection.spans(one)
            if span[2] == type
        ]  # fmt: skip
        for one, (start, end, _) in source.sample(every, min(count, len(every))):
            before, behind = one.text[max(0, start - _AROUND) : start], one.text[end:]
            shown = f"{before}[{one.text[start:end]}]{behind[:_AROUND]}"
            print(f"  {one.id:<12} {' '.join(shown.split())}")


def main() -> None:
    parser = argparse.ArgumentParser(description="How good the names are.")
    parser.add_argument("file")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--without", nargs="*", default=(), choices=(*RULES, VOTE))
    parser.add_argument("--read", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    articles = (one for one in read([given.file]) if isinstance(one, Article))
    chosen = (one for at, one in enumerate(articles) if at % given.every == 0)
    collection = Collection(chosen, given.without)
    if given.labels:
        print_measures(collection, given.labels)
    else:
        print_for_reading(collection, given.read, given.seed)


if __name__ == "__main__":
    main()
