"""Distinctive words are counted exactly, and read like what the articles are about."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.archives import MakeArchive

import index
import search
from index.build import writer
from index.storage.columns.word_column import WordLists
from index.vietnamese.segmentation import Segmentation
from search.engines.local import counted_words
from search.engines.local.answers import LocalAnswers
from search.insight.distinctive import least, scores

FERRIES = [
    "Bến phà Cổ Trầm đón hành khách từ sáng sớm, trong khi đường bộ còn ngập.",
    "Hành khách qua bến phà Cổ Trầm đông gấp đôi, giao thông thông suốt nhờ phà Sealink.",
    "Phà Sealink chở hành khách sang Cổ Trầm, trong khi cầu Bến Trúc đang sửa.",
    "Phà của hãng Sealink hỏng máy, hành khách chờ ở Cổ Trầm.",
]
OTHERS = [
    "Hợp tác xã chè thu hoạch búp tươi, trong khi giá phân bón tăng.",
    "Nông dân thu hoạch lúa sớm trước mùa mưa, giao thông nội đồng khô ráo.",
    "Nhà trường khai giảng năm học mới, học sinh háo hức.",
    "Học sinh vùng cao được tặng sách vở, trong khi nhà trường sửa mái.",
    "Đội bóng của huyện thắng trận mở màn.",
    "Chợ phiên họp sớm, nông dân bán chè và gà.",
]


def articles() -> list[dict[str, Any]]:
    return [{"id": str(n), "body": body} for n, body in enumerate([*FERRIES, *OTHERS])]


def test_words_are_named_as_printed_with_exact_counts(make_archive: MakeArchive) -> None:
    words = make_archive(*articles()).distinctive("phà", match="any")
    found = {word.text: (word.count, word.total) for word in words}
    assert found["hành khách"] == (4, 4)
    assert found["Cổ Trầm"] == (2, 2)
    assert found["Sealink"] == (3, 3)
    assert [word.score for word in words] == sorted((w.score for w in words), reverse=True)


def test_what_long_articles_say_tells_less_than_what_few_others_say() -> None:
    """A word of half the set and a fifth of the rest, beside one of a tenth and of hardly any."""
    frequent, rare = scores(np.array([200, 40]), np.array([4500, 100]), 400, 22_000)
    assert 0 < frequent < rare


def test_words_of_the_query_are_left_out_however_they_were_typed(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive(*articles())
    for typed in ("hành khách", "hanh khach", "HÀNH KHÁCH sealink"):
        found = [word.text for word in archive.distinctive(typed)]
        assert "Cổ Trầm" in found
        assert "hành khách" not in found
    assert "Sealink" not in [word.text for word in archive.distinctive("hành khách sealink")]


def test_no_word_is_part_of_another(sample: search.Archive) -> None:
    for typed in ("cầu Bến Trúc", "dịch", "nước"):
        found = [f" {word.text.lower()} " for word in sample.distinctive(typed, limit=50)]
        assert len(found) > 2
        for one in found:
            assert sum(one in other for other in found) == 1


def test_filters_alone_have_distinctive_words_and_the_whole_archive_has_none(
    sample: search.Archive,
) -> None:
    assert sample.distinctive(category="Y tế")
    assert sample.distinctive() == []
    assert sample.distinctive("xyzzyx") == []
    assert sample.distinctive("cầu", limit=0) == []
    assert len(sample.distinctive("cầu", limit=2)) == 2
    for arguments in ({"limit": -1}, {"match": "some"}, {"since": "mai"}):
        with pytest.raises(search.QueryError):
            sample.distinctive("cầu", **arguments)  # type: ignore[arg-type]


def test_counts_are_those_of_live_articles_in_all_segments(
    make_input: Callable[..., Path], tmp_path: Path
) -> None:
    source = random.Random(5)
    bodies = {str(n): " ".join(source.choices([*FERRIES, *OTHERS], k=3)) for n in range(140)}
    made = [{"id": id, "body": body} for id, body in bodies.items()]
    folder = tmp_path / "archive"
    index.reindex([make_input(*made[:100])], folder, workers=0)
    index.update([make_input(*made[90:])], folder, workers=0)
    index.delete([str(n) for n in range(5, 12)], folder)
    live = {id: body for id, body in bodies.items() if not 5 <= int(id) < 12}
    with search.open(folder) as archive:
        assert len(archive.snapshot().segments) > 1
        matching = {one.id for one in archive.export('"khai giảng"')}
        words = archive.distinctive('"khai giảng"')
    held = {
        id: {word.text for word in Segmentation(body).words}
        | {s.text for s in Segmentation(body).syllables}
        for id, body in live.items()
    }
    assert words
    for word in words:
        holding = {id for id, texts in held.items() if word.text.lower().replace(" ", "_") in texts}
        assert (word.count, word.total) == (len(holding & matching), len(holding))


def mixed(make_input: Callable[..., Path], folder: Path, count: int) -> dict[str, str]:
    """An archive of so many articles, some replaced and some deleted; their texts by their ids."""
    source = random.Random(7)
    bodies = {str(n): " ".join(source.choices([*FERRIES, *OTHERS], k=3)) for n in range(count)}
    made = [{"id": id, "body": body} for id, body in bodies.items()]
    index.reindex([make_input(*made[: count // 2])], folder, workers=0)
    index.update([make_input(*made[count // 2 - 5 :])], folder, workers=0)
    index.delete([str(n) for n in range(3, 9)], folder)
    return {id: body for id, body in bodies.items() if not 3 <= int(id) < 9}


QUERIES = ("phà", "trong khi", '"khai giảng"', "chè", "sửa mái", "Sealink", "đội bóng")


def test_words_are_those_that_every_posting_list_would_tell(
    make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed(make_input, tmp_path / "archive", 120)
    with search.open(tmp_path / "archive") as archive:
        asked = [archive.distinctive(one, match="any", limit=n) for one in QUERIES for n in (3, 50)]
        monkeypatch.setattr(LocalAnswers, "telling_words", lambda *_arguments: None)
        every = [archive.distinctive(one, match="any", limit=n) for one in QUERIES for n in (3, 50)]
    assert asked == every
    assert any(asked)


def test_archives_without_word_lists_tell_the_same(
    make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(writer, "with_late_columns", lambda _folder, segments, _base: list(segments))
        mixed(make_input, tmp_path / "old", 60)
    mixed(make_input, tmp_path / "new", 60)
    with search.open(tmp_path / "old") as old, search.open(tmp_path / "new") as new:
        assert [old.distinctive(one) for one in QUERIES] == [
            new.distinctive(one) for one in QUERIES
        ]


def test_of_many_articles_some_are_looked_into_and_all_are_counted(
    make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = mixed(make_input, tmp_path / "archive", 160)
    looked_into: list[int] = []
    add_up = WordLists.add_up

    def counting(self: WordLists, articles: Any, *others: Any) -> None:
        looked_into.append(len(articles))
        add_up(self, articles, *others)

    monkeypatch.setattr(counted_words, "MOST_LOOKED_INTO", 30)
    monkeypatch.setattr(WordLists, "add_up", counting)
    with search.open(tmp_path / "archive") as archive:
        archive.distinctive("chè", match="any")  # what is deleted is counted, once
        looked_into.clear()
        words = archive.distinctive("phà", match="any")
        assert sum(looked_into) == 30
        assert words == archive.distinctive("phà", match="any")
        matching = {one.id for one in archive.export("phà", match="any")}
    assert len(matching) > 30
    found = {word.text: (word.count, word.total) for word in words}
    holding = {id for id, body in live.items() if "Sealink" in body}
    assert found["Sealink"] == (len(holding & matching), len(holding))


def test_the_score_is_the_log_likelihood_ratio_times_the_log_ratio() -> None:
    table = [[7, 20], [93, 880]]  # with and without the word, in the set and outside
    whole = 1000
    surprise = 0.0
    for row in (0, 1):
        for column in (0, 1):
            expected = sum(table[row]) * (table[0][column] + table[1][column]) / whole
            surprise += 2 * table[row][column] * log(table[row][column] / expected)
    ratio = log((7 / 100) / (20.5 / 901), 2)
    found = scores(np.array([7, 2]), np.array([27, 27]), 100, whole)
    assert found[0] == pytest.approx(surprise * ratio)
    assert found[1] == 0  # less frequent in the set than outside


def test_the_least_count_grows_with_the_set() -> None:
    assert [least(n) for n in (1, 2, 20, 100, 10_000)] == [2, 2, 2, 4, 34]
