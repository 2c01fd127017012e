"""The articles themselves: their keys, dates and groups, and what all of them say together."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from helpers.engines import EngineUnderTest, Filled, MakeEngine

from index.articles.article import Article
from index.articles.dates import vietnamese_day
from search.engines.nodes import Term
from search.engines.protocol import Asked


def test_every_article_has_a_key_by_which_it_is_read(grown: Filled) -> None:
    for article in grown.plain.articles:
        key = grown.snapshot.key_of(article.id)
        assert grown.snapshot.article(key) == article
    assert grown.snapshot.count == len(grown.plain.ids)


@pytest.mark.parametrize("id", ["a2", "copy1", "b7", "nobody", "", "\ud800", "a" * 1_000])
def test_what_is_deleted_or_was_never_there_has_no_key(grown: Filled, id: str) -> None:
    assert grown.snapshot.key_of(id) is None


def test_keys_rise_in_the_order_of_the_input(grown: Filled) -> None:
    keys = [grown.snapshot.key_of(id) for id in grown.plain.ids]
    assert keys == grown.every.tolist()
    assert all(one < other for one, other in pairwise(keys))
    assert len({hash(key) for key in keys}) > 1
    assert grown.every[1] == keys[1]
    assert np.searchsorted(grown.every, keys[2]) == 2
    assert np.isin(grown.every, grown.every[:3]).sum() == 3


@pytest.mark.parametrize("longest", [0, 20, 100, 10_000])
def test_of_a_long_body_at_least_the_beginning_is_read(grown: Filled, longest: int) -> None:
    whole = grown.plain.articles[0]
    read = grown.snapshot.article(grown.every.tolist()[0], longest)
    assert whole.body.startswith(read.body)
    if longest > len(whole.body.encode()):
        assert read.body == whole.body
    else:  # it may end before the word that does not fit
        assert len(read.body.encode()) >= longest - max(map(len, whole.body.split())) - 4
    assert (read.id, read.title, read.captions) == (whole.id, whole.title, whole.captions)


def test_the_age_is_counted_from_the_newest_date_that_is_not_to_come(grown: Filled) -> None:
    published = [one.published for one in grown.plain.told]
    now = datetime.now().timestamp()
    assert any(at is not None and at > now for at in published)
    assert None in published
    newest = max(at for at in published if at is not None and at <= now)
    expected = [inf if at is None or at > now else (newest - at) / 86_400 for at in published]
    assert grown.snapshot.ages(grown.every).tolist() == pytest.approx(expected)
    assert 0.0 in expected


@pytest.mark.parametrize("most", [0, 3, 1_000])
def test_the_newest_come_first_and_the_undated_last(grown: Filled, most: int) -> None:
    told = sorted(grown.plain.told, key=lambda one: (one.published is None, -(one.published or 0)))
    turned = grown.every[::-1]
    assert grown.ids(grown.snapshot.newest(turned, most)) == [one.article.id for one in told][:most]
    some = grown.every[5:8]
    assert set(grown.snapshot.newest(some, 3).tolist()) == set(some.tolist())


def test_articles_of_nearly_the_same_text_are_of_one_group(grown: Filled) -> None:
    groups = grown.snapshot.groups_of(grown.every).tolist()
    bodies = [one.body for one in grown.plain.articles]
    assert [groups.index(one) for one in groups] == [bodies.index(one) for one in bodies]
    copies = ["a3", "copy0", "copy2", "copy3"]
    for id in copies:
        others = grown.snapshot.near_duplicates(grown.snapshot.key_of(id))
        assert grown.ids(others) == [one for one in copies if one != id]
    assert not len(grown.snapshot.near_duplicates(grown.snapshot.key_of("a4")))


def test_the_days_of_the_archive_are_those_of_its_articles(grown: Filled) -> None:
    published = [one.published for one in grown.plain.articles]
    days = Counter(vietnamese_day(one) for one in published if one is not None)
    found = grown.snapshot.by_day()
    assert dict(zip(found.days.tolist(), found.counts.tolist(), strict=True)) == days
    assert found.days.tolist() == sorted(days)


@pytest.mark.parametrize("field", ["text", "text_folded", "title", "author", "url"])
@pytest.mark.parametrize("pattern", ["*", "c*", "*ng", "c?u", "m?", "???", "c*u*", "vắng"])
def test_the_lexicons_know_all_terms_that_look_like_a_pattern(
    fresh: Filled, field: str, pattern: str
) -> None:
    known: Counter[str] = Counter()
    for told in fresh.plain.told:
        known.update({form for token in told.tokens(field) for form in token.forms})
    expected = {term: df for term, df in known.items() if fnmatchcase(term, pattern)}
    found: Counter[str] = Counter()
    count = 0
    for lexicon in fresh.snapshot.lexicons(field):
        terms, dfs = lexicon.matching(pattern)
        found.update(dict(zip(terms, dfs.tolist(), strict=True)))
        count += lexicon.count("c")
    assert found == expected
    assert count >= sum(term.startswith("c") for term in known)


def test_the_language_is_that_of_the_texts(fresh: Filled) -> None:
    counts: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    follows: Counter[str] = Counter()
    for told in fresh.plain.told:
        terms = told.tokens("text")
        counts.update(form for token in terms for form in token.forms)
        articles.update({form for token in terms for form in token.forms})
    model = fresh.snapshot.language.marked
    assert list(model.terms) == sorted(counts)
    assert model.counts.tolist() == [counts[term] for term in model.terms]
    assert model.articles.tolist() == [articles[term] for term in model.terms]
    for term in ("dân", "phà", "ma"):
        for other in model.terms:
            follows[other] = sum(one.pairs("text", term, other) for one in fresh.plain.told)
        numbers, times = model.followers(model.number(term))
        followers = {model.terms[n]: int(count) for n, count in zip(numbers, times, strict=True)}
        assert followers == {other: count for other, count in follows.items() if count}
    assert fresh.snapshot.language.near("cau", 1)[0] == "cau"


def test_the_articles_that_explain_an_abbreviation_are_counted(
    make: MakeEngine, under_test: EngineUnderTest
) -> None:
    text = "Hội đồng nhân dân (HĐND) tỉnh họp."
    bodies = [text, text, "Mặt trận Tổ quốc (MTTQ) và HĐND", "Ủy ban nhân dân (UBND)"]
    engine = make([Article(f"{n}", body=body) for n, body in enumerate(bodies)])
    under_test.delete(engine, ["3"])
    found = engine.snapshot().abbreviations()
    assert {(one.short, one.words): count for one, count in found.items()} == {
        ("HĐND", "hội đồng nhân dân"): 2,
        ("MTTQ", "mặt trận tổ quốc"): 1,
    }


def test_statistics_tell_what_the_archive_holds(grown: Filled) -> None:
    statistics = grown.snapshot.statistics()
    dates = sorted(at for one in grown.plain.told if (at := one.published) is not None)
    days = {one.published: one.article.published for one in grown.plain.told}
    assert statistics.articles == len(grown.plain.ids)
    assert statistics.undated == len(grown.plain.ids) - len(dates)
    ends = [vietnamese_day(days[at]) for at in (dates[0], dates[-1])]
    assert [vietnamese_day(one) for one in (statistics.oldest, statistics.newest)] == ends
    categories = Counter(one.category for one in grown.plain.articles)
    assert dict(statistics.facets["category"]) == categories
    assert statistics.generation == grown.snapshot.number
    assert statistics.to_dict()


def test_an_archive_without_articles_answers_everything(make: MakeEngine) -> None:
    snapshot = make([]).snapshot()
    found = snapshot.find(Asked((Term("text", "phà", 1.0),)), 10)
    assert (snapshot.count, snapshot.indexed, found.answers.total) == (0, 0, 0)
    assert not len(found.candidates.keys)
    assert snapshot.held(None, 10).total == 0
    assert snapshot.dfs([Term("text", "phà")]) == [0]
    assert not len(snapshot.matching(Term("text", "phà")))
    assert not len(snapshot.by_day().days)
    assert snapshot.language.near("phà", 1) == []
    assert not snapshot.abbreviations()
    statistics = snapshot.statistics()
    assert (statistics.articles, statistics.oldest, statistics.newest) == (0, None, None)
