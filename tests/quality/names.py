"""How good the names are that are found in a collection of articles.

    python tests/quality/names.py FILE [--every N] [--labels LABELS [--missed] [--each]]
                                  [--without RULE ...] [--read N] [--seed N]

FILE holds articles in any input format; `--every` takes every Nth, and those that are labelled.
With LABELS, prints precision, recall and F1 of each type, exactly and by overlap, over the texts
that it labels: lines of JSON with `id`, `field` (title, summary, caption and its number, or body),
`end`, the character up to which the text is labelled, and `names`, a list of [start, end, type]
with offsets into that text and person, place or org. `names-labels.jsonl` has some, by hand.
`--missed` lists the names that are not the same, `--each` measures without each rule in turn.
Without LABELS, prints for blind reading: of each type the fifty of most articles, N random ones of
three articles or more, and N random mentions with what stands around them. `--without` leaves out a
rule of `reading.RULES`, or "vote": then every article tells types by itself.

A mention has the type that the column of names gives the name it stands for in its article, also
where it is a given name alone (*ông Bình*) or a body without its place (*UBND huyện*).
"""

from __future__ import annotations

import argparse
import json
import random
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.analysis.gathering import SHORT, Gathered
from index.analysis.names import mention_identity, name_identity, name_value
from index.articles.article import Article
from index.articles.facets import NAME_FACETS
from index.inputs import read
from index.storage.columns.name_column import names_of
from index.storage.names.keys import identity
from index.storage.names.kinds import NONE, ORGANISATIONS
from index.storage.names.told import Told, told
from index.vietnamese.names import Mention, mentions
from index.vietnamese.names.mention import BODY, PART_BODY
from index.vietnamese.names.reading import RULES, Reader
from index.vietnamese.spelling import CleanText, clean
from index.vietnamese.syllables import respelled, scanner
from index.vietnamese.words import packed_words

VOTE = "vote"
_FIRST = 50
_SEVERAL = 3  # articles
_AROUND = 40  # characters
Span = tuple[int, int, str]


class Segmented(NamedTuple):
    """A text of an article, as readers take it."""

    id: str
    field: str
    text: str
    cleaned: CleanText
    spelled: str
    words: bytes

    def mentions(self, without: Sequence[str]) -> list[Mention]:
        """Natively, unless a rule is left out."""
        if not without:
            return mentions(self.spelled, self.words)
        begins = frozenset(array("I", self.words)[::2])
        return Reader(self.spelled, begins, without).read()


class Read(NamedTuple):
    """A text, its mentions, and the values of the column of names that its article has."""

    segmented: Segmented
    mentions: list[Mention]
    values: Mapping[str, str]
    """By the identity of each form."""
    called: Mapping[str, str]
    """The same, of forms that are no names by themselves."""


def texts_of(article: Article) -> Iterator[tuple[str, str]]:
    yield "title", article.title
    yield "summary", article.summary
    for number, caption in enumerate(article.captions):
        yield f"caption {number}", caption
    yield "body", article.body


def segmented(article: Article) -> list[Segmented]:
    found = []
    for field, text in texts_of(article):
        cleaned = clean(text)
        spelled = respelled(cleaned.text, scanner().find(*cleaned))
        found.append(Segmented(article.id, field, text, cleaned, spelled, packed_words(spelled)))
    return found


Texts = list[tuple[Article, list[Segmented]]]


class Collection:
    """All texts of some articles, and the types on which these vote."""

    def __init__(self, articles: Texts, without: Sequence[str]) -> None:
        self.texts: list[Read] = []
        rules = [rule for rule in without if rule != VOTE]
        rows = []
        for article, texts in articles:
            mine = self._read(article, texts, rules)
            rows.append(sorted(set(mine[0].values.values())))
            self.texts += mine
        names = names_of(rows)
        self.values = names.facet().values
        self.counts = names.table.counts
        types = _types(told([names], np.ones(len(rows), np.bool_)))
        if VOTE in without:
            types = ["plo".find(value[0]) % (NONE + 1) for value in self.values]
        self.types = dict(zip(self.values, types, strict=True))
        self._of_names = {_identity(value): type for value, type in self.types.items()}
        self.articles = [self._articles(type) for type in range(len(NAME_FACETS))]

    def _read(self, article: Article, texts: list[Segmented], rules: list[str]) -> list[Read]:
        gathered = Gathered()
        read = [(one, one.mentions(rules)) for one in texts]
        for one, found in read:
            gathered.add(found, one.cleaned.text, one.spelled)
        names = {name_identity(one.text): one for one in gathered.names(article.authors)}
        values, called = (
            {form: name_value(names[owner]) for form, owner in forms.items() if owner in names}
            for forms in (gathered.named(), gathered.called())
        )
        return [Read(one, found, values, called) for one, found in read]

    def _articles(self, type: int) -> Counter[str]:
        """In how many articles each name of a type is."""
        names: Counter[str] = Counter()
        for value, count in zip(self.values, self.counts.tolist(), strict=True):
            if self.types[value] == type:
                names[value[1:]] += count
        return names

    def _type(self, value: str) -> int:
        """The type of a value; one that its article prints in another form, too, has that one's."""
        return self.types[value] if value in self.types else self._of_names[_identity(value)]

    def spans(self, one: Read) -> list[Span]:
        """The names in a text, with offsets into the original, and their types."""
        found = []
        for mention in one.mentions:
            values = one.called if mention.code in SHORT else one.values
            value = values.get(mention_identity(mention, one.segmented.spelled))
            type = NONE if value is None else self._type(value)
            if value is None and mention.code == PART_BODY:
                type = ORGANISATIONS
            if type != NONE:
                span = one.segmented.cleaned.span(mention.start, mention.end)
                found.append((*span, NAME_FACETS[type]))
        return found


def _types(found: Told) -> list[int]:
    """The type of each value of the only segment."""
    (ranked,), (targets,) = found.printed.ranked, found.carried.targets
    types = np.full(len(ranked), NONE, np.int8)
    is_carried = targets >= 0
    types[ranked[is_carried]] = found.types[targets[is_carried]]
    return types.tolist()


def _identity(value: str) -> str:
    return identity(value[1:], is_body=value[0] == BODY)


def measured(found: list[Span], labelled: list[Span], *, exact: bool) -> tuple[int, int]:
    """How many of the names found are right, and how many of the labels were found."""

    def meets(one: Span, other: Span) -> bool:
        if one[2] != other[2]:
            return False
        return one[:2] == other[:2] if exact else one[0] < other[1] and other[0] < one[1]

    right = sum(any(meets(one, other) for other in labelled) for one in found)
    return right, sum(any(meets(other, one) for one in found) for other in labelled)


class Labels(NamedTuple):
    """The names in the beginning of a text."""

    end: int
    names: list[Span]


def labels_of(path: Path) -> dict[tuple[str, str], Labels]:
    return {
        (row["id"], row["field"]): Labels(row["end"], [(*one,) for one in row["names"]])
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    }


def print_measures(
    collection: Collection, labels: dict[tuple[str, str], Labels], *, missed: bool
) -> None:
    pairs = []
    for one in collection.texts:
        labelled = labels.get((one.segmented.id, one.segmented.field))
        if labelled:
            found = [span for span in collection.spans(one) if span[1] <= labelled.end]
            pairs.append((one, found, labelled.names))
    print(f"{len(pairs)} texts, {sum(len(names) for _, _, names in pairs)} names")
    for exact in (True, False):
        print("exactly" if exact else "by overlap", "  precision  recall  F1", sep="")
        for type in NAME_FACETS:
            totals = np.zeros(4, np.int64)  # right, found, met, labelled
            for _, every, names in pairs:
                found = [span for span in every if span[2] == type]
                wanted = [span for span in names if span[2] == type]
                right, met = measured(found, wanted, exact=exact)
                totals += (right, len(found), met, len(wanted))
            precision = totals[0] / max(1, totals[1])
            recall = totals[2] / max(1, totals[3])
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            print(f"  {type:<8} {precision:9.3f} {recall:7.3f} {f1:6.3f}")
    for one, found, names in pairs if missed else ():
        different = [(*span, "found") for span in {*found} - {*names}]
        different += [(*span, "labelled") for span in {*names} - {*found}]
        for start, end, type, kind in sorted(different):
            print(f"  {one.segmented.id:<12} {kind:<8} {type:<6} {around(one, start, end)}")


def around(one: Read, start: int, end: int) -> str:
    """A name in brackets, and what stands around it."""
    text = one.segmented.text
    before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return " ".join(f"{before}[{text[start:end]}]{behind}".split())


def print_for_reading(collection: Collection, count: int, seed: int) -> None:
    source = random.Random(seed)
    for type, articles in zip(NAME_FACETS, collection.articles, strict=True):
        first = articles.most_common(_FIRST)
        print(f"{type}: " + ", ".join(f"{name} {n}" for name, n in first))
        several = [name for name, n in articles.items() if n >= _SEVERAL]
        chosen = source.sample(several, min(count, len(several)))
        print(f"{type} of several articles: " + ", ".join(chosen))
        every = [
            (one, span) for one in collection.texts for span in collection.spans(one)
            if span[2] == type
        ]  # fmt: skip
        for one, (start, end, _) in source.sample(every, min(count, len(every))):
            print(f"  {one.segmented.id:<12} {around(one, start, end)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="How good the names are.")
    parser.add_argument("file")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--without", nargs="*", default=[], choices=(*RULES, VOTE))
    parser.add_argument("--read", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    labels = labels_of(given.labels) if given.labels else {}
    labelled = {id for id, _ in labels}
    articles = (one for one in read([given.file]) if isinstance(one, Article))
    texts = [
        (one, segmented(one))
        for at, one in enumerate(articles)
        if at % given.every == 0 or one.id in labelled
    ]
    collection = Collection(texts, given.without)
    if not labels:
        print_for_reading(collection, given.read, given.seed)
        return
    print_measures(collection, labels, missed=given.missed)
    for rule in (*RULES, VOTE) if given.each else ():
        print(f"without {rule}")
        print_measures(Collection(texts, [*given.without, rule]), labels, missed=False)


if __name__ == "__main__":
    main()
