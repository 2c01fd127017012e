"""Highlights and snippets are those of a simple reference that looks at everything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.vietnamese.segmentation import Segmentation, Syllable
from search.display.highlighting import Highlighter
from search.display.snippets import Snippet, snippets
from search.display.spans import Match, joined_spans
from search.plan.wildcards import spelled
from search.query.bag import Marks, is_exact, marks_of
from search.query.conditions import Pattern, Quoted
from search.query.parsed_query import ParsedQuery
from search.query.parser import parse

Texts = Mapping[str, str]
Forms = dict[str, set[str]]


class Reference:
    """Every syllable of every text, asked for all that it can be."""

    def __init__(self, query: ParsedQuery) -> None:
        shown = [one for one in query.conditions if one.field in (None, "title", "caption")]
        self.quoted = [one for one in shown if isinstance(one, Quoted)]
        self.patterns = [one for one in shown if isinstance(one, Pattern)]
        bound = {one.text for one in self.quoted}
        self.stretches = [one.syllables for one in query.bag.analyses if one.text not in bound]
        self.marks = query.bag.marks
        self.has_exact = any(self.is_exact(one) for stretch in self.stretches for one in stretch)

    def is_exact(self, syllable: Syllable) -> bool:
        return self.marks is not Marks.NONE and is_exact(syllable, self.marks)

    def key(self, syllable: Syllable, *, loose: bool) -> str | None:
        """Which syllable of the query this one answers."""
        key = None
        for typed in (one for stretch in self.stretches for one in stretch):
            if loose and self.is_exact(typed) and typed.folded == syllable.folded:
                key = typed.text
            elif not loose and self.is_exact(typed) and typed.text == syllable.text:
                return typed.text
            elif not loose and not self.is_exact(typed) and typed.folded == syllable.folded:
                key = typed.folded
        return key

    def keys(self, text: str, *, loose: bool) -> list[str | None]:
        return [self.key(syllable, loose=loose) for syllable in Segmentation(text).syllables]

    def paired(self, text: str, keys: list[str | None]) -> list[bool]:
        neighbours = {
            (self.key(first, loose=False), self.key(second, loose=False))
            for stretch in self.stretches
            for first, second in pairwise(stretch)
            if not second.after_break
        }
        syllables = Segmentation(text).syllables
        paired = [False] * len(syllables)
        for i, pair in enumerate(pairwise(keys)):
            if pair in neighbours and not syllables[i + 1].after_break:
                paired[i] = paired[i + 1] = True
        return paired

    def forms(self, article: Texts, *, loose: bool) -> Forms:
        """What stands beside its neighbour, for each key."""
        forms: Forms = {}
        for text in article.values():
            keys = self.keys(text, loose=loose)
            found = zip(Segmentation(text).syllables, keys, self.paired(text, keys), strict=True)
            for syllable, key, is_paired in found:
                if key is not None and is_paired:
                    forms.setdefault(key, set()).add(syllable.text)
        return forms

    def in_phrases(self, syllables: list[Syllable]) -> dict[int, str]:
        inside: dict[int, str] = {}
        for phrase in self.quoted:
            wanted = Segmentation(phrase.text).syllables
            exact = marks_of(wanted) is not Marks.NONE
            forms = [one.text if exact else one.folded for one in wanted]
            texts = [one.text if exact else one.folded for one in syllables]
            for place in occurrences(texts, forms, phrase.slop):
                inside[place] = texts[place]
        return inside

    def is_like_a_pattern(self, syllable: Syllable) -> bool:
        for pattern in self.patterns:
            marked = any(one.is_marked for one in Segmentation(pattern.text).syllables)
            form = syllable.text if marked else syllable.folded
            if fnmatchcase(form, spelled(pattern.text)):
                return True
        return False

    def matches(self, text: str, forms: Forms, *, loose: bool) -> Iterator[Match]:
        syllables = Segmentation(text).syllables
        keys = self.keys(text, loose=loose)
        paired = self.paired(text, keys)
        inside = self.in_phrases(syllables)
        for i, (syllable, key) in enumerate(zip(syllables, keys, strict=True)):
            if i in inside:
                yield Match(syllable.start, syllable.end, inside[i], True)
            elif key is not None:
                if paired[i] or key not in forms or syllable.text in forms[key]:
                    yield Match(syllable.start, syllable.end, key, paired[i])
            elif self.is_like_a_pattern(syllable):
                yield Match(syllable.start, syllable.end, syllable.text, False)

    def find(self, articles: list[Texts]) -> Iterator[dict[str, list[Match]]]:
        own = [self.forms(article, loose=False) for article in articles]
        shared: Forms = {}
        for key, found in (item for forms in own for item in forms.items()):
            shared[key] = shared.get(key, set()) | found
        for article, its_own in zip(articles, own, strict=True):
            for loose, forms in (
                (False, {**shared, **its_own}),
                (True, self.forms(article, loose=True)),
            ):
                matches = {
                    name: list(self.matches(text, forms, loose=loose))
                    for name, text in article.items()
                }
                if any(matches.values()) or not self.has_exact:
                    break
            yield matches


def occurrences(texts: list[str], forms: list[str], slop: int) -> set[int]:
    """The places of all occurrences of a phrase, each form by the nearest before."""
    before: list[dict[int, int | None]] = []
    for number, form in enumerate(forms):
        ends: dict[int, int | None] = {}
        for place, text in enumerate(texts):
            nearest = max((one for one in before[-1] if one < place), default=-1) if number else 0
            if text == form and (not number or 0 <= nearest >= place - slop):
                ends[place] = nearest if number else None
        before.append(ends)
    places: set[int] = set()
    ends_now: set[int | None] = set(before[-1]) if before else set()
    for stage in reversed(before):
        places |= {one for one in ends_now if one is not None}
        ends_now = {stage[one] for one in ends_now if one is not None}
    return places


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; a short one goes with the next in the same paragraph."""
    begun = 0
    ends = re.finditer(r"(?:(?<![.!?…])[.!?…]+[”\"')\]]*(?=\s)|\n)\s*|\Z", text)
    for end in ends:
        passage = text[begun : end.end()]
        if len(passage.rstrip()) >= 60 or "\n" in end.group() or end.end() == len(text):
            if passage.strip():
                yield text.index(passage.lstrip(), begun), begun + len(passage.rstrip())
            begun = end.end()


def expected_snippets(
    article: Texts, found: dict[str, list[Match]], weights: Mapping[str, float]
) -> list[tuple[str, int, str]]:
    """The best fragment, what repeats it left out, then the best of the others beside it."""
    fragments = [
        (name, start, end, [m for m in found[name] if start <= m.start and m.end <= end])
        for name, text in article.items()
        if name != "title"
        for start, end in passages(text)
    ]
    fragments = [one for one in fragments if one[3]]
    chosen: list[Any] = []
    while fragments and len(chosen) < 3:
        seen = {match.key for one in chosen for match in one[3]}

        def worth(fragment: Any, seen: set[str] = seen) -> float:
            paired = {match.key for match in fragment[3] if match.paired}
            worth = 0.0
            for key in dict.fromkeys(match.key for match in fragment[3]):
                value = weights.get(key, 1.0) * (2.0 if key in paired else 1.0)
                worth += value * (0.25 if key in seen else 1.0)
            return worth

        best = max(fragments, key=worth)
        if chosen and worth(best) <= 0:
            break
        chosen.append(best)
        words = set(article[best[0]][best[1] : best[2]].split())
        own = [set(article[name][start:end].split()) for name, start, end, _ in fragments]
        fragments = [
            one
            for one, its in zip(fragments, own, strict=True)
            if len(its & words) <= 0.7 * len(its)
        ]
    order = list(article)
    chosen.sort(key=lambda one: (order.index(one[0]), one[1]))
    return [(name, start, article[name][start:end]) for name, start, end, _ in chosen]


QUERIES = [
    "dân vận",
    "dan van",
    "dan vận khéo",
    "mat tran to quoc",
    "vận. dân",
    "Mặt trận 2021",
    '"dân vận"',
    '"dan van"~2 khéo',
    '"dân dân"~3',
    "title:mặt dân",
    "d* AND khéo",
    "dâ? trận AND v*n",
    '"mặt trận" AND kh*',
    "chờ phiến",
    "quý 2",
    "...",
]
WORDS = st.sampled_from(
    [
        *("dân", "dan", "Dận", "vận", "văn", "Vận", "vâ\u0323n", "khéo", "kheo\u0301"),
        *("mặt", "mất", "trận", "trần", "tổ", "quốc", "chợ", "phiên", "trôi", "một"),
        *("quý", "II", "2021", "07/07/2021", "tp.hcm"),
    ]
)
MARKS = st.sampled_from(
    [" ", " ", " ", " ", ", ", ". ", ".” ", "…\n", "\n", " \n ", "! ", "-", "? ", " .. "]
)
TEXTS = st.lists(st.tuples(WORDS, MARKS), max_size=60).map(
    lambda parts: "".join(word + mark for word, mark in parts)
)
ARTICLES = st.fixed_dictionaries(
    {"title": TEXTS, "summary": TEXTS, "body": TEXTS, "captions[0]": TEXTS}
)


def found_in(articles: Sequence[Texts], query: ParsedQuery) -> list[dict[str, list[Match]]]:
    """What the words of a query match in the texts of each article."""
    return [
        {name: list(matches) for name, matches in texts.items()}
        for texts in Highlighter(query).find(articles)
    ]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(QUERIES), st.lists(ARTICLES, min_size=1, max_size=3))
def test_any_articles_are_marked_as_by_the_reference(typed: str, articles: list[Texts]) -> None:
    query = parse(typed)
    assert found_in(articles, query) == list(Reference(query).find(articles))


@pytest.mark.parametrize("typed", QUERIES)
def test_the_sample_is_marked_as_by_the_reference(typed: str) -> None:
    lines = (files("index") / "sample" / "articles.jsonl").read_text().splitlines()
    articles = [{"title": "", **json.loads(line)} for line in lines[:10]]
    texts = [{name: one[name] for name in ("title", "body")} for one in articles]
    query = parse(typed)
    assert found_in(texts, query) == list(Reference(query).find(texts))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(QUERIES), ARTICLES, st.sampled_from(["", " ", "\n  "]))
def test_any_article_gives_the_snippets_of_the_reference(
    typed: str, article: dict[str, str], indent: str
) -> None:
    article["body"] = indent + article["body"]
    # Parts of long passages are for other tests.
    article = {name: text for name, text in article.items() if is_short(text)}
    [found] = found_in([article], parse(typed))
    weights = {"dân": 2.5, "vận": 0.0, "dan": 3.1, "khéo": 0.7}
    expected = expected_snippets(article, found, weights)
    if expected:
        made = snippets(article, found, weights)
        assert [(one.field, one.start, one.text) for one in made] == expected
        for one in made:
            assert one.spans == spans_in(one, article, found)


def is_short(text: str) -> bool:
    return all(end - start <= 220 for start, end in passages(text))


def spans_in(
    snippet: Snippet, article: Texts, found: dict[str, list[Match]]
) -> list[tuple[int, int]]:
    start, end = snippet.start, snippet.start + len(snippet.text)
    inside = [one for one in found[snippet.field] if start <= one.start and one.end <= end]
    spans = joined_spans(article[snippet.field], inside)
    return [(first - start, last - start) for first, last in spans]
