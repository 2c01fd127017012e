"""What all answers of a query have in common, and each way to list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from helpers.engines import Filled
from helpers.made_nodes import SELECTIONS
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles.article import Article
from index.articles.dates import vietnamese_day
from index.articles.facets import NAME_FACETS
from search.engines.nodes import Term, TermSet
from search.engines.protocol import Answers, Asked
from search.selection import EVERY_ARTICLE, Selection

ASKED = Asked((TermSet("text", ("phà", "cầu", "hội"), 1.0),), share=0.3)
TABLE = Selection(values={"source": frozenset({"Báo Hạ Giang"})}, since=1577000000)


def answers_in(filled: Filled, selection: Selection = TABLE) -> tuple[Answers, list[Article]]:
    """The answers in a selection, and which articles they are."""
    answers = filled.snapshot.find(Asked(ASKED.ranked, None, True, selection, 0.3), 10).answers
    found = [filled.plain[id].article for id in filled.ids(answers.by_score()[0])]
    assert found
    return answers, found


def by_date(filled: Filled, articles: list[Article], *, oldest_first: bool) -> list[str]:
    """The ids of articles by date, those without one last; of one date as they were written."""
    ids = [one.id for one in articles]
    dated = [id for id in ids if filled.plain[id].published is not None]
    sign = 1 if oldest_first else -1
    dated.sort(key=lambda id: sign * filled.plain[id].published)
    return dated + [id for id in ids if filled.plain[id].published is None]


def first_of_groups(filled: Filled, ids: list[str]) -> list[str]:
    """Without those of which a near-duplicate stands before them."""
    groups = [filled.plain.group(id) for id in ids]
    return [id for at, id in enumerate(ids) if groups[at] not in groups[:at]]


@pytest.mark.parametrize("selection", [EVERY_ARTICLE, TABLE], ids=["every article", "some"])
@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("group", [False, True])
def test_answers_come_by_date_the_undated_last_and_those_of_one_date_by_key(
    grown: Filled, selection: Selection, order: str, group: bool
) -> None:
    answers, found = answers_in(grown, selection)
    expected = by_date(grown, found, oldest_first=order == "oldest")
    if group:
        expected = first_of_groups(grown, expected)
    for most in (0, 1, 2, 5, len(expected), 1_000):
        keys = answers.by_date(most, order=order, group=group)
        assert grown.ids(keys) == expected[:most]


@pytest.mark.parametrize("selection", [EVERY_ARTICLE, TABLE], ids=["every article", "some"])
def test_answers_are_counted_and_so_are_their_groups(grown: Filled, selection: Selection) -> None:
    answers, found = answers_in(grown, selection)
    assert answers.total == len(found)
    assert answers.groups == len({one.body for one in found})


@settings(max_examples=60, deadline=None)
@given(SELECTIONS)
def test_the_counts_of_a_facet_leave_out_which_of_its_values_are_wanted(
    grown: Filled, selection: Selection
) -> None:
    answers = grown.snapshot.find(Asked(ASKED.ranked, None, True, selection, 0.3), 10).answers
    carried = {
        "category": lambda one: {one.category},
        "source": lambda one: {one.source},
        "author": lambda one: {*one.authors},
    }
    for facet, values_of in carried.items():
        others = replace(selection, values=_without(selection.values, facet))
        found = _found(grown, others)
        counts = Counter(value for one in found for value in values_of(one) if value)
        found = _found(grown, replace(others, excluded=_without(selection.excluded, facet)))
        for excluded in selection.excluded.get(facet, ()):
            counts[excluded] = sum(excluded in values_of(one) for one in found)
        counts = +counts
        expected = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        assert answers.facets[facet] == expected
    any_day = replace(selection, since=None, until=None, undated=False)
    days = [one.published for one in _found(grown, any_day)]
    assert answers.undated == days.count(None)
    years = Counter(str(vietnamese_day(day).year) for day in days if day is not None)
    assert answers.facets["year"] == sorted(years.items(), reverse=True)
    assert {*answers.facets} - {*NAME_FACETS} == {*carried, "year"}


def _without(values: Mapping[str, frozenset[str]], facet: str) -> dict[str, frozenset[str]]:
    return {name: wanted for name, wanted in values.items() if name != facet}


def _found(filled: Filled, selection: Selection) -> list[Article]:
    answers = filled.snapshot.find(Asked(ASKED.ranked, None, True, selection, 0.3), 10).answers
    return [filled.plain[id].article for id in filled.ids(answers.by_score()[0])]


@pytest.mark.parametrize("selection", [EVERY_ARTICLE, TABLE], ids=["every article", "some"])
def test_days_are_those_of_vietnam_and_rise(grown: Filled, selection: Selection) -> None:
    answers, found = answers_in(grown, selection)
    days = Counter(vietnamese_day(one.published) for one in found if one.published is not None)
    by_day = answers.by_day()
    assert by_day.days.tolist() == sorted(days)
    assert by_day.counts.tolist() == [days[day] for day in sorted(days)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 46), unique=True))
def test_any_articles_can_be_looked_up_among_the_answers(grown: Filled, places: list[int]) -> None:
    answers, found = answers_in(grown)
    keys = grown.every[[place % len(grown.every) for place in dict.fromkeys(places)]]
    ids = {one.id for one in found}
    among = answers.contains(keys)
    assert among.tolist() == [id in ids for id in grown.ids(keys)]
    scores = dict(zip(*(one.tolist() for one in answers.by_score()), strict=True))
    inside = keys[among]
    assert answers.scores(inside).tolist() == [scores[key] for key in inside.tolist()]
    assert answers.gained(keys).tolist() == [0.0] * len(keys)


def test_the_near_duplicates_among_the_answers_leave_out_the_article_itself(grown: Filled) -> None:
    source = grown.plain["copy0"].article.source
    keys = {id: grown.snapshot.key_of(id) for id in ("a3", "copy0", "copy2", "copy3")}
    assert None not in keys.values()
    everywhere = grown.snapshot.find(Asked(), 0).answers
    for id, key in keys.items():
        assert grown.ids(everywhere.near_duplicates(key)) == [one for one in keys if one != id]
    elsewhere = grown.snapshot.find(
        Asked(selection=Selection(values={"source": frozenset({f"not {source}"})})), 0
    ).answers
    assert not len(elsewhere.near_duplicates(keys["a3"]))
    alone = grown.snapshot.key_of("a4")
    assert not len(everywhere.near_duplicates(alone))


@pytest.mark.parametrize("field", ["text", "compounds"])
@pytest.mark.parametrize("least", [1, 2, 5, 1_000])
def test_terms_are_counted_in_the_answers_and_in_all_articles(
    grown: Filled, field: str, least: int
) -> None:
    answers, found = answers_in(grown)
    inside = Counter(term for one in found for term in _terms(grown, one.id, field))
    every = Counter(term for id in grown.plain.ids for term in _terms(grown, id, field))
    counted = answers.term_counts(field, least)
    columns = (counted.terms, counted.counts.tolist(), counted.totals.tolist())
    assert sorted(zip(*columns, strict=True)) == sorted(
        (term, count, every[term]) for term, count in inside.items() if count >= least
    )


@pytest.mark.parametrize("most", [0, 3, 1_000])
def test_words_are_told_with_exact_counts_or_not_at_all(grown: Filled, most: int) -> None:
    answers, found = answers_in(grown)
    told = answers.telling_words(lambda counts, totals: counts / totals, most)
    if told is None:
        return
    assert sum(len(one.terms) for one in told.values()) <= most
    for field, counted in told.items():
        inside = Counter(term for one in found for term in _terms(grown, one.id, field))
        every = Counter(term for id in grown.plain.ids for term in _terms(grown, id, field))
        columns = (counted.terms, counted.counts.tolist(), counted.totals.tolist())
        for term, count, total in zip(*columns, strict=True):
            assert (count, total) == (inside[term], every[term])
    words = {term for counted in told.values() for term in counted.terms}
    if most >= 1_000:
        common = Counter(term for one in found for term in _terms(grown, one.id, "compounds"))
        assert {term for term, count in common.items() if count > 1} <= words


def _terms(filled: Filled, id: str, field: str) -> set[str]:
    return {form for token in filled.plain[id].tokens(field) for form in token.forms}


@pytest.mark.parametrize("most", [0, 2, 1_000])
def test_some_answers_are_told_that_hold_a_term(grown: Filled, most: int) -> None:
    answers, found = answers_in(grown)
    for term in ("phà", "vắng"):
        holding = {one.id for one in found if grown.plain[one.id].frequency(Term("text", term))}
        some = grown.ids(answers.holding("text", term, most))
        assert len(some) == len(set(some)) == min(most, len(holding))
        assert set(some) <= holding


def test_no_answers_are_all_empty(grown: Filled) -> None:
    candidates, answers = grown.snapshot.find(Asked((Term("text", "vắng", 1.0),)), 10)
    assert (candidates.best, candidates.has_all, len(candidates.keys)) == (0.0, True, 0)
    assert (answers.total, answers.groups) == (0, 0)
    assert {*answers.facets} - {*NAME_FACETS} == {"category", "source", "author", "year"}
    assert not any(answers.facets.values())
    assert [len(one) for one in (*answers.by_score(), *answers.by_day())] == [0] * 4
    assert not len(answers.by_date(10, group=True))
    assert not answers.contains(grown.every).any()
    assert not len(answers.term_counts("text", 1).terms)
    assert np.concatenate([answers.by_date(10), grown.every]).tolist() == grown.every.tolist()
