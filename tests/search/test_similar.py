"""Related articles: what they are about, without the article itself and its copies."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.archives import MakeArchive, ids

import index
import search

BRIDGE = (
    "Cầu Bến Trúc bắc qua sông Lam Khê vừa thông xe sau hai năm thi công, nối thị xã với bốn xã "
    "phía tây. Người dân không còn phải đi đò mỗi mùa nước lớn."
)
FERRY = "Ngày cầu Bến Trúc thông xe, ông lái đò trên sông Lam Khê nghỉ việc sau ba mươi mùa nước."
ARTICLES: list[dict[str, Any]] = [
    {"id": "cau", "title": "Thông xe cầu Bến Trúc", "body": BRIDGE},
    {"id": "cau-2", "title": "Thông xe cầu Bến Trúc", "body": f"{BRIDGE} Tin thêm."},
    {"id": "cau-3", "title": "Thông xe cầu Bến Trúc", "body": f"{BRIDGE} Ảnh: Lam."},
    {"id": "do", "title": "Chuyến đò cuối ở Bến Trúc", "body": FERRY},
    {"id": "do-2", "title": "Chuyến đò cuối ở Bến Trúc", "body": FERRY},
    {"id": "lam-khe", "title": "Nước sông Lam Khê lên", "body": "Thị xã báo động mức hai."},
    {"id": "che", "title": "Chè xuân được mùa", "body": "Nương chè trên núi cho búp sớm."},
    {"id": "vo-de", "title": "…", "captions": ["?"]},
]


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*ARTICLES)


def test_related_articles_come_best_first_without_copies(archive: search.Archive) -> None:
    hits = archive.similar("cau")
    assert ids(hits)[:2] == ["do", "lam-khe"]
    assert not {"cau", "cau-2", "cau-3", "do-2"}.intersection(ids(hits))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_copies_are_listed_when_asked_for(archive: search.Archive) -> None:
    hits = archive.similar("cau", limit=4, duplicates=True)
    assert set(ids(hits)) == {"cau-2", "cau-3", "do", "do-2"}


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_there_are_no_more_than_wanted(archive: search.Archive, limit: int) -> None:
    assert ids(archive.similar("cau", limit)) == ids(archive.similar("cau"))[:limit]


def test_copies_of_others_do_not_use_up_the_list(make_archive: MakeArchive) -> None:
    copies = [{**ARTICLES[3], "id": f"do-{n}"} for n in range(3, 60)]
    archive = make_archive(*ARTICLES, *copies)
    assert sorted(ids(archive.similar("cau", 3))) == ["che", "do", "lam-khe"]


def test_an_article_without_words_has_no_relatives(archive: search.Archive) -> None:
    assert archive.similar("vo-de") == []


def test_a_score_is_the_sum_of_its_parts(archive: search.Archive) -> None:
    for hit in archive.similar("cau", duplicates=True):
        parts = hit.explain()
        assert hit.score == pytest.approx(sum(part.score for part in parts))
        assert parts == sorted(parts, key=lambda part: -part.score)


def test_wrong_arguments_are_told(archive: search.Archive) -> None:
    with pytest.raises(search.QueryError, match="no article with the id 'khong-co'"):
        archive.similar("khong-co")
    with pytest.raises(search.QueryError, match="whole number"):
        archive.similar("cau", -1)
    with pytest.raises(search.QueryError):
        archive.similar("\ud800")


def test_near_duplicates_are_the_others_of_the_group(archive: search.Archive) -> None:
    found = archive.near_duplicates("cau-2")
    assert {one.id for one in found} == {"cau", "cau-3"}
    assert archive.near_duplicates("cau-2", 1) == found[:1]
    assert archive.near_duplicates("lam-khe") == []


def test_near_duplicates_come_newest_first_and_without_deleted_ones(
    make_archive: MakeArchive,
) -> None:
    copies = [
        {**ARTICLES[0], "id": f"ban-{day}", "published": f"2021-05-0{day}"} for day in (2, 4, 3)
    ]
    archive = make_archive(*copies, *ARTICLES[3:])
    assert [one.id for one in archive.near_duplicates("ban-2")] == ["ban-4", "ban-3"]
    index.delete(["ban-4"], archive.path)
    assert [one.id for one in archive.near_duplicates("ban-2")] == ["ban-3"]


def test_near_duplicates_of_no_article_are_an_error(archive: search.Archive) -> None:
    with pytest.raises(search.QueryError, match="no article with the id 'khong-co'"):
        archive.near_duplicates("khong-co")
    with pytest.raises(search.QueryError, match="whole number"):
        archive.near_duplicates("cau", -1)
