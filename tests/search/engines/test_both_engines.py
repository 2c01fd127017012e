"""What a person is told is the same whichever engine an archive is searched with.

Every engine of `helpers.engines` whose order of ties is fixed is compared with that of this
machine, on the sample archive, and on one of several lots with replaced and deleted articles.
Whom and what articles name, which only this machine's engine knows, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from generated_queries import Maker
from helpers.engines import ENGINES, LOCAL, EngineUnderTest, Lot
from helpers.made_articles import DELETED, LOTS

import search
from index.articles.article import Article
from index.articles.facets import NAME_FACETS
from index.inputs import read
from search.archive import Archive

OTHERS = [one for one in ENGINES if one is not LOCAL and one.keeps_ties]
GENERATED = 240
# A query is asked with one of these after the other.
OPTIONS: list[dict[str, Any]] = [
    {},
    {"sort": "newest"},
    {"sort": "oldest", "group": True, "excerpts": True},
    {"group": True, "limit": 3, "offset": 2},
    {"match": "all", "limit": 50},
    {"match": "any", "ranking": search.Ranking(freshness=0.5, half_life=30)},
    {"source": ["Báo Hạ Giang"], "since": "2015"},
    {"category": ["Xã hội", "Kinh tế"], "until": "2020", "group": True},
    {"ranking": search.Ranking(candidates=50, match=0.1), "excerpts": True},
]
WRITTEN = """
|dân vận khéo|dan van|bến phà Trúc|"cầu phà"~3|cầu -phà|cau OR phà|ngh*|khuyễn~|HĐND
hội đồng nhân dân|tiêu đề:cầu|source:"Báo Hạ Giang" cầu|ngày:2019..2021 lũ|tác giả:Lê|author:*
id:a3|mặt trân tổ quôc|khongcogi|-phà|+cầu sông suối|c?u~1|(lũ OR lụt) AND NOT phà|ma má mã
""".replace("\n", "|").split("|")
TYPED = ["d", "dân", "dân v", "dan v", "bến p", "cầu ", "hội ngh", "cầu treo x", "HĐ", '"mặt tr']


class Both(NamedTuple):
    """One archive, searched with two engines; scores may differ by so much.

    What words tell was measured `at_once`, or, as an engine may, when each lot was written.
    """

    local: Archive
    other: Archive
    tolerance: float
    at_once: bool

    def comparable(self, options: dict[str, Any]) -> dict[str, Any]:
        """Options of a search without what depends on when words were measured."""
        if self.at_once:
            return options
        return {**options, "ranking": replace(options.get("ranking", search.Ranking()), feedback=0)}

    def agree(self, found: Any, expected: Any) -> None:
        """Check that two answers are the same but for the last digits of numbers."""
        found, expected = _plain(found), _plain(expected)
        assert _without_numbers(found) == _without_numbers(expected)
        assert _numbers(found) == pytest.approx(_numbers(expected), rel=1e-9, abs=self.tolerance)


_OF_NAMES = (*NAME_FACETS, "named")  # which the reference does not know


def _plain(value: Any) -> Any:
    """A value as lists and dictionaries, all the way down."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items() if name not in _OF_NAMES}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _without_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_numbers(one) for one in value]
    return ... if isinstance(value, float) else value


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        return [number for one in value for number in _numbers(one)]
    return [value] if isinstance(value, float) else []


def _sample() -> list[Lot]:
    read_all = read([str(files("index") / "sample")])
    return [[one for one in read_all if isinstance(one, Article)]]


@pytest.fixture(scope="module", params=["sample", "grown"])
def lots(request: pytest.FixtureRequest) -> tuple[list[Lot], tuple[str, ...]]:
    """What is written, lot by lot, and what is deleted then."""
    return (_sample(), ()) if request.param == "sample" else (list(LOTS), DELETED)


@pytest.fixture(scope="module", params=OTHERS, ids=str)
def both(
    request: pytest.FixtureRequest,
    lots: tuple[list[Lot], tuple[str, ...]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Both]:
    """An archive, opened with the engine of this machine and with another one."""
    under_test: EngineUnderTest = request.param

    def opened(one: EngineUnderTest, folder: Path) -> Archive:
        engine = one.make(folder, lots[0])
        one.delete(engine, lots[1])
        return Archive(engine)

    made = (opened(one, tmp_path_factory.mktemp(one.name)) for one in (LOCAL, under_test))
    with next(made) as local, next(made) as other:
        yield Both(local, other, under_test.tolerance, at_once=len(lots[0]) == 1)


def told(archive: Archive, query: str, options: dict[str, Any]) -> dict[str, Any]:
    """All that a search tells."""
    results = archive.search(query, **options)
    return {
        **results.to_dict(),
        "seconds": None,
        "more": results.more,
        "notes": results.notes,
        "timeline": results.timeline().to_dict(),
        "articles": [hit.article for hit in results],
        "explained": [hit.explain() for hit in results],
        "near-duplicates": [[one.id for one in hit.near_duplicates()] for hit in results],
    }


def _asked() -> Iterator[tuple[str, dict[str, Any]]]:
    maker = Maker(11)
    for number in range(GENERATED):
        yield maker.query(), OPTIONS[number % len(OPTIONS)]
    for query in WRITTEN:
        for options in OPTIONS[:6]:
            yield query, options


def test_searches_tell_the_same(both: Both) -> None:
    hits = 0
    for query, asked in _asked():
        options = both.comparable(asked)
        expected = told(both.local, query, options)
        both.agree(told(both.other, query, options), expected)
        hits += len(expected["hits"])
    assert hits > 500


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_exports_are_the_same_in_every_order(both: Both, sort: str) -> None:
    for query in ("", "cầu phà", "dan van", "-phà", "khongcogi"):
        ranking = both.comparable({"ranking": search.Ranking(candidates=5, freshness=0.3)})[
            "ranking"
        ]
        expected = list(both.local.export(query, sort=sort, ranking=ranking))
        assert list(both.other.export(query, sort=sort, ranking=ranking)) == expected


def test_the_same_words_set_a_set_apart(both: Both) -> None:
    found = 0
    for query in ("cầu phà", "lũ lụt", "hội nghị", "dân vận", "học sinh"):
        expected = [one.to_dict() for one in both.local.distinctive(query, 30)]
        most = 30
        if not both.at_once:  # words that no build had in two articles are in no word list yet
            most, texts = 1000, {one["text"] for one in expected}
        others = [one.to_dict() for one in both.other.distinctive(query, most)]
        if not both.at_once:
            others = [one for one in others if one["text"] in texts]
        both.agree(others, expected)
        found += len(expected)
    assert found


@pytest.mark.parametrize("duplicates", [False, True])
def test_the_same_articles_are_similar(both: Both, duplicates: bool) -> None:
    for article in both.local.export("", sort="oldest"):
        found, expected = (
            [(hit.article, hit.score, hit.explain()) for hit in hits]
            for hits in (
                one.similar(article.id, 4, duplicates=duplicates)
                for one in (both.other, both.local)
            )
        )
        both.agree(found, expected)
        near = both.local.near_duplicates(article.id)
        assert both.other.near_duplicates(article.id) == near


def test_the_same_is_suggested_while_one_types(both: Both) -> None:
    found = 0
    for typed in TYPED:
        found_here, found_there = (
            [one for one in archive.suggest(typed, 50) if one.kind not in NAME_FACETS]
            for archive in (both.local, both.other)
        )
        both.agree(found_there, found_here)
        found += len(found_here)
    assert found > 10


def test_the_same_is_meant_by_what_is_misspelt(both: Both) -> None:
    for query in ("mặt trân", "hội nghi", "dâm vận", "xyz", "lux lujt"):
        assert both.other.correct(query) == both.local.correct(query)


def test_timelines_and_comparisons_are_the_same(both: Both) -> None:
    for every in ("day", "week", "month", "year", "auto"):
        expected = both.local.timeline("cầu phà", every=every, source=["Báo Hạ Giang"]).to_dict()
        found = both.other.timeline("cầu phà", every=every, source=["Báo Hạ Giang"]).to_dict()
        both.agree(found, expected)
    queries = ["cầu", "lũ", "hội nghị"]
    both.agree(
        both.other.compare(queries, every="year").to_dict(),
        both.local.compare(queries, every="year").to_dict(),
    )


def test_texts_are_marked_alike(both: Both) -> None:
    article = next(both.local.export("cầu phà"))
    for query in ("cầu phà", "cau pha", "song*", "HĐND"):
        assert both.other.highlight(article, query) == both.local.highlight(article, query)


def test_the_archive_says_the_same_of_itself(both: Both) -> None:
    own = ("path", "generation", "format", "fingerprint", "code", "bytes")
    found, expected = (one.stats().to_dict() for one in (both.other, both.local))
    for name in own:
        del found[name], expected[name]
    assert _plain(found) == _plain(expected)
    assert len(both.other) == len(both.local)
    assert both.other.synonyms() == both.local.synonyms()
