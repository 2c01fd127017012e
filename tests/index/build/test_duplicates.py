"""Near-duplicates get one group, whatever way they come into the archive."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.archives import MakeInput

import index
import search
from index.analysis.signatures import BINS
from index.build import duplicates, writer
from index.build.duplicates import GroupedArticles, find_groups, own_group
from index.storage.columns import banded

Article = dict[str, Any]
TEXT = """chợ phiên họp cầu treo thông xe lúa chín đê vỡ cá về sông suối đò ngang bản làng nương rẫy
trường lớp học trò thầy cô mùa nước lũ quét sạt lở đường núi rừng già chè xuân hội vật"""
WORDS = TEXT.split()


def text(seed: int, length: int = 150) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def article(id: str, body: str, **values: Any) -> Article:
    return {"id": id, "title": f"Tin {id}", "body": body, **values}


def copies(seed: int, count: int) -> list[Article]:
    """One text in several papers, each with an ending of its own."""
    return [article(f"{seed}-{n}", f"{text(seed)} theo báo số {n}") for n in range(count)]


def groups(archive: Path) -> set[frozenset[str]]:
    """The ids of the articles that are together, those alone left out."""
    found: dict[int, set[str]] = {}
    with search.open(archive) as opened:
        snapshot = opened.snapshot()
        columns = [segment.column("group").values for segment in snapshot.segments]
        for number in np.flatnonzero(snapshot.live).tolist():
            group = int(np.concatenate(columns)[number])
            found.setdefault(group, set()).add(snapshot.article(number).id)
    return {frozenset(ids) for ids in found.values() if len(ids) > 1}


def built(archive: Path, make_input: MakeInput, articles: Iterable[Article]) -> Path:
    index.reindex([make_input(*articles)], archive, workers=0)
    return archive


def shuffled(*parts: list[Article]) -> list[Article]:
    every = [one for part in parts for one in part]
    random.Random(7).shuffle(every)
    return every


GIVEN = shuffled(copies(1, 5), copies(2, 2), [article(f"x{n}", text(100 + n)) for n in range(40)])
EXPECTED = {frozenset(f"1-{n}" for n in range(5)), frozenset({"2-0", "2-1"})}


def test_one_text_in_several_papers_is_one_group(make_input: MakeInput, tmp_path: Path) -> None:
    archive = built(tmp_path / "archive", make_input, GIVEN)
    assert groups(archive) == EXPECTED
    assert index.verify(archive) == []


@pytest.mark.parametrize("most_merged", [0, 150_000])
def test_segments_change_nothing(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_merged: int
) -> None:
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 6)
    monkeypatch.setattr(writer, "_MOST_MERGED", most_merged)
    assert groups(built(tmp_path / "archive", make_input, GIVEN)) == EXPECTED


def test_updates_join_the_groups_that_there_are(make_input: MakeInput, tmp_path: Path) -> None:
    archive = built(tmp_path / "archive", make_input, GIVEN[:10])
    for start in range(10, len(GIVEN), 9):
        index.update([make_input(*GIVEN[start : start + 9])], archive, workers=0)
        assert index.verify(archive) == []
    assert groups(archive) == EXPECTED


def test_an_article_is_no_duplicate_of_its_own_older_version(
    make_input: MakeInput, tmp_path: Path
) -> None:
    archive = built(tmp_path / "archive", make_input, copies(1, 1))
    index.update([make_input(*copies(1, 1))], archive, workers=0)
    index.update([make_input(article("1-0", text(1)), article("1-0", text(1)))], archive, workers=0)
    with search.open(archive) as opened:
        results = opened.search(group=True)
        assert (results.total, results.groups, results.hits[0].duplicates) == (1, 1, 0)


def test_a_group_outlives_its_first_article_and_does_not_take_its_new_text(
    make_input: MakeInput, tmp_path: Path
) -> None:
    archive = built(tmp_path / "archive", make_input, copies(1, 3))
    index.update([make_input(article("1-0", text(9)))], archive, workers=0)
    assert groups(archive) == {frozenset({"1-1", "1-2"})}
    index.delete(["1-1"], archive)
    index.update([make_input(*copies(1, 5)[3:])], archive, workers=0)
    assert groups(archive) == {frozenset({"1-2", "1-3", "1-4"})}
    index.update([make_input(*copies(1, 1))], archive, workers=0)
    assert groups(archive) == {frozenset({"1-0", "1-2", "1-3", "1-4"})}


def test_deleted_articles_attract_nothing(make_input: MakeInput, tmp_path: Path) -> None:
    archive = built(tmp_path / "archive", make_input, [*copies(1, 1), *copies(3, 1)])
    first = group_numbers(archive)["1-0"]
    index.delete(["1-0"], archive)
    index.update([make_input(*copies(1, 2)[1:])], archive, workers=0)
    assert group_numbers(archive)["1-1"] != first


def group_numbers(archive: Path) -> dict[str, int]:
    with search.open(archive) as opened:
        snapshot = opened.snapshot()
        columns = [segment.column("group").values for segment in snapshot.segments]
        numbers = np.concatenate(columns).tolist()
        return {
            snapshot.article(number).id: numbers[number]
            for number in np.flatnonzero(snapshot.live).tolist()
        }


def test_articles_without_words_are_alone(make_input: MakeInput, tmp_path: Path) -> None:
    pictures = [{"id": f"{n}", "title": "…", "captions": ["Chợ phiên"]} for n in range(3)]
    assert groups(built(tmp_path / "archive", make_input, pictures)) == set()


def test_tables_of_one_form_are_together_only_where_their_numbers_are(
    make_input: MakeInput, tmp_path: Path
) -> None:
    source = random.Random(4)

    def draw() -> str:
        prizes = [f"giải {n} {source.randrange(100_000):05}" for n in range(1, 28)]
        return "kết quả xổ số miền núi " + " ".join(prizes)

    pages = [draw() for _ in range(60)]
    given = [article(f"{n}", page) for n, page in enumerate([*pages, pages[3]])]
    archive = built(tmp_path / "archive", make_input, given)
    assert groups(archive) == {frozenset({"3", "60"})}


def test_an_empty_archive_takes_updates(make_input: MakeInput, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([tmp_path], archive, workers=0, allow_empty=True)
    index.update([make_input(*copies(1, 2))], archive, workers=0)
    assert groups(archive) == {frozenset({"1-0", "1-1"})}


def test_thousands_of_copies_are_one_group_in_little_time() -> None:
    bins = np.random.default_rng(5).integers(1, 256, BINS).astype(np.uint8)
    signatures = np.tile(bins, (3000, 1))
    signatures[:, :4] = np.random.default_rng(6).integers(1, 256, (3000, 4))
    new = GroupedArticles(banded(signatures.tobytes()), np.arange(3000), np.ones(3000, np.bool_))
    assert (find_groups(new, []) == 0).all()


@pytest.mark.parametrize("seed", range(8))
def test_groups_are_those_of_all_comparisons(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes the group of the earliest live one that is alike, among all before it."""
    monkeypatch.setattr(duplicates, "_COMPARED_AT_ONCE", 7)
    monkeypatch.setattr(duplicates, "_MOST_PAIRS", 20)
    source = np.random.default_rng(seed)
    families = source.integers(1, 256, (12, BINS)).astype(np.uint8)
    families[source.random(families.shape) < source.choice([0, 0.9])] = 0
    bins = families[source.integers(0, 12, 90)]
    noise = source.random(bins.shape) < source.choice([0, 0.05, 0.1, 0.3], (90, 1))
    bins = np.where(noise, source.integers(0, 256, bins.shape), bins).astype(np.uint8)
    live = source.random(90) < 0.8
    bands = banded(bins.tobytes())
    own = np.array([own_group(str(n), b"") for n in range(90)])
    expected = own.copy()
    for n in np.flatnonzero(live):
        before = np.flatnonzero(live[:n])
        same = duplicates.similarities(np.repeat(bands[:, [n]], len(before), 1), bands[:, before])
        if (same >= duplicates.SIMILAR).any():
            expected[n] = expected[before[same >= duplicates.SIMILAR][0]]
    earlier: list[GroupedArticles] = []
    for start, end in ((0, 20), (20, 60), (60, 90)):
        new = GroupedArticles(bands[:, start:end], own[start:end], live[start:end])
        earlier.append(new._replace(groups=find_groups(new, earlier)))
    assert np.concatenate([one.groups for one in earlier]).tolist() == expected.tolist()
