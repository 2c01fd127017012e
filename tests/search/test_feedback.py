"""What is like the first hits comes with them: how it ranks, what it says, what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index
import search
from index.archive.generations import open_current
from index.build import writer

FLOOD = "Nước lũ làm vỡ đê biển, ngư dân neo đậu tàu cá, bộ đội biên phòng cứu hộ suốt đêm."
FAIR = "Chợ phiên vùng cao bán thổ cẩm, mật ong và nông sản của bà con dân tộc thiểu số."
OTHER = "Học sinh trường tiểu học khai giảng năm học mới, phụ huynh chuẩn bị sách giáo khoa."


def article(id: str, title: str, body: str) -> dict[str, Any]:
    return {"id": id, "title": title, "body": body}


ARTICLES = [
    *(article(f"lu{i}", f"Bão Mây và nước lũ, tin thứ {i}", f"Bão Mây. {FLOOD}") for i in range(3)),
    article("giong", "Mây đen trên biển", f"Trời có mây. {FLOOD}"),
    article("cho", "Mây đen trên núi", f"Trời có mây. {FAIR}"),
    *(article(f"hoc{i}", f"Khai giảng {i}", OTHER) for i in range(20)),
    *(article(f"phien{i}", f"Chợ phiên {i}", FAIR) for i in range(3)),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feedback") / "archive"
    index.reindex(ARTICLES, folder, workers=0)
    return folder


@pytest.fixture(scope="module")
def archive(built: Path) -> Iterator[search.Archive]:
    with search.open(built) as opened:
        yield opened


def ids(results: search.Results) -> list[str]:
    return [hit.article.id for hit in results]


def test_what_is_like_the_first_hits_comes_before_what_is_not(archive: search.Archive) -> None:
    found = ids(archive.search("bão mây", limit=10))
    assert found.index("giong") < found.index("cho")
    plain = archive.search("bão mây", limit=10, ranking=search.Ranking(feedback=0))
    scores = {hit.article.id: hit.score for hit in plain}
    # Nothing but the likeness told them apart.
    assert scores["giong"] == pytest.approx(scores["cho"], rel=0.2)


def test_what_matches_does_not_depend_on_it(archive: search.Archive) -> None:
    for query in ("bão mây", "mây đen", "chợ phiên -núi", '"nước lũ"', "nuoc lu"):
        found, plain = (
            archive.search(query, limit=50, ranking=search.Ranking(feedback=share))
            for share in (0.6, 0)
        )
        assert found.total == plain.total
        assert {(hit.article.id, hit.beyond) for hit in found} == {
            (hit.article.id, hit.beyond) for hit in plain
        }
        assert found.facets == plain.facets


def test_a_hit_says_by_which_words_it_is_like_the_first(archive: search.Archive) -> None:
    hit = next(hit for hit in archive.search("bão mây") if hit.article.id == "giong")
    parts = hit.explain()
    (told,) = [part for part in parts if part.field == "profile"]
    assert told.sentence == f"is like the first hits: {told.term}"
    assert "biên phòng" in told.term
    assert told.frequency is None
    assert sum(part.score for part in parts) == pytest.approx(hit.score)


def test_explanations_add_up_for_every_hit(archive: search.Archive) -> None:
    for hit in archive.search("bão mây trên núi", limit=20):
        assert sum(part.score for part in hit.explain()) == pytest.approx(hit.score)


def test_the_share_is_that_of_the_best_score(archive: search.Archive) -> None:
    def gained(share: float) -> dict[str, float]:
        results = archive.search("bão mây", limit=20, ranking=search.Ranking(feedback=share))
        return {
            hit.article.id: part.score
            for hit in results
            for part in hit.explain()
            if part.field == "profile"
        }

    best = archive.search("bão mây", ranking=search.Ranking(feedback=0)).hits[0].score
    some, more = gained(0.3), gained(0.6)
    assert not gained(0)
    assert 0 < max(some.values()) <= 0.3 * best + 1e-9
    assert more == pytest.approx({id: 2 * score for id, score in some.items()})


@pytest.mark.parametrize("value", [-1, float("nan"), "viel"])
def test_a_share_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(search.QueryError, match="feedback"):
        search.Ranking(feedback=value)


def profiles(folder: Path) -> dict[str, list[int]]:
    """The profile of each article of an archive."""
    with search.open(folder) as opened:
        snapshot = opened.snapshot()
        ids = [one.id for one in opened.export("", sort="oldest")]
        keys = np.array([snapshot.key_of(id) for id in ids], np.uint32)
        found = snapshot.profiles(keys)
        assert found is not None
        return dict(zip(ids, found.tolist(), strict=True))


def test_segments_and_workers_change_no_profile(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = profiles(built)
    assert any(any(one) for one in expected.values())
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 7)
    monkeypatch.setattr(writer, "_MOST_MERGED", 10)
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(map(search_json, ARTICLES)), encoding="utf-8")
    index.reindex([source], tmp_path / "many", workers=2)
    assert len(files(tmp_path / "many")) > 1
    assert profiles(tmp_path / "many") == expected
    assert index.verify(tmp_path / "many") == []


def search_json(one: dict[str, Any]) -> str:
    return "{" + ", ".join(f'"{name}": "{value}"' for name, value in one.items()) + "}"


def files(folder: Path) -> list[str]:
    generation = open_current(folder)
    try:
        return [one.info.file for one in generation.files]
    finally:
        generation.release()


def test_updates_leave_what_they_do_not_touch(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    index.backup(built, folder)
    before = profiles(folder)
    index.update([article("moi", "Bão Mây", f"Bão Mây. {FLOOD}")], folder, workers=0)
    after = profiles(folder)
    assert any(after["moi"])
    assert after.keys() == before.keys() | {"moi"}
    index.delete(["moi"], folder)
    assert profiles(folder).keys() == before.keys()
    index.delete(["lu0"], folder, purge=True)
    assert profiles(folder).keys() == before.keys() - {"lu0"}
    assert index.verify(folder) == []


def test_archives_without_profiles_are_ranked_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(writer, "with_late_columns", lambda _folder, segments, _base: list(segments))
        index.reindex(ARTICLES, tmp_path / "old", workers=0)
    with search.open(tmp_path / "old") as old:
        found = old.search("bão mây", limit=20)
        plain = old.search("bão mây", limit=20, ranking=replace(search.Ranking(), feedback=0))
        assert [(hit.article.id, hit.score) for hit in found] == [
            (hit.article.id, hit.score) for hit in plain
        ]
    # A part of its articles has profiles then, which would not be fair to the others.
    index.update([article("moi", "Bão Mây", FLOOD)], tmp_path / "old", workers=0)
    with search.open(tmp_path / "old") as old:
        assert ids(old.search("bão mây", limit=20))
        assert index.verify(tmp_path / "old") == []
    index.upgrade(tmp_path / "old")
    assert any(any(one) for one in profiles(tmp_path / "old").values())
