"""An archive answers queries: what is found, in which order, and what is counted."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeArchive, ids
from helpers.costs import at_most
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query

import index
import search
from index.vietnamese.spelling import fold
from search.engines.local.kernel_collector import KernelCollector
from search.query.notes import NoteCode


def test_query_without_marks_finds_marked_text(sample: search.Archive) -> None:
    hits = sample.search("hoi vat trang khuc")
    assert hits.hits[0].article.title == "Rộn ràng hội vật làng Tràng Khúc"


@pytest.mark.parametrize(
    "variant",
    [
        "khỏe mạnh",
        "khoẻ mạnh",
        "KHỎE MẠNH",
        unicodedata.normalize("NFD", "khỏe mạnh"),
        "  khỏe\u00a0mạnh ",
        "khỏe\u200b mạnh",
    ],
)
def test_spellings_of_one_query_give_one_answer(variant: str, sample: search.Archive) -> None:
    expected = [(hit.article.id, hit.score) for hit in sample.search("khoẻ mạnh")]
    assert [(hit.article.id, hit.score) for hit in sample.search(variant)] == expected


def test_i_and_y_find_each_other(sample: search.Archive) -> None:
    assert ids(sample.search("kĩ thuật")) == ids(sample.search("kỹ thuật"))


def test_an_empty_query_is_every_article_newest_first(sample: search.Archive) -> None:
    results = sample.search("", limit=100)
    assert results.total == len(sample) == 61
    dates = [hit.article.published for hit in results]
    known = [moment for moment in dates if moment is not None]
    assert dates[: len(known)] == known
    days = [moment.date() if isinstance(moment, datetime) else moment for moment in known]
    assert days == sorted(days, reverse=True)
    assert all(hit.snippets or not hit.article.body for hit in results)


def test_oldest_first_keeps_articles_without_a_date_last(sample: search.Archive) -> None:
    results = sample.search("", sort="oldest", limit=100)
    assert results.hits[0].article.id == "nhu-2004-1121-lop-hoc-cua-lach"
    assert results.hits[-1].article.published is None


def test_a_phrase_binds_and_ignores_punctuation(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "Công tác phòng, chống dịch."},
        {"id": "b", "body": "Phòng họp chống nóng."},
        {"id": "c", "body": "chống phòng"},
    )
    assert ids(archive.search('"phòng chống"')) == ["a"]
    assert sorted(ids(archive.search('"phòng chống"~2'))) == ["a", "b"]
    assert archive.search('"phòng chống"').total == 1


def test_a_phrase_is_exact_in_marks_unless_typed_without(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "dân vận"}, {"id": "b", "body": "dàn vân"})
    assert ids(archive.search('"dân vận"')) == ["a"]
    assert sorted(ids(archive.search('"dan van"'))) == ["a", "b"]


def test_a_phrase_reaches_across_no_two_texts(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "title": "Chợ", "summary": "phiên", "body": "vùng cao"})
    assert archive.search('"chợ phiên"').total == 0
    assert archive.search('"phiên vùng"').total == 0
    assert archive.search("chợ phiên", match="all").total == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lúa AND cá", ["c"]),
        ("lúa VÀ cá", ["c"]),
        ("lúa OR cá", ["a", "b", "c"]),
        ("lúa HOẶC cá", ["a", "b", "c"]),
        ("lúa AND NOT cá", ["a"]),
        ("lúa -cá", ["a"]),
        ("lúa NOT cá", ["a"]),
        ("lúa KHÔNG cá", ["a"]),
        ("+lúa cá", ["a", "c"]),
        ("(lúa OR chợ) AND NOT cá", ["a", "d"]),
        ("NOT lúa", ["b", "d"]),
        ("lu* AND NOT cá", ["a"]),
        ("ph?i*", []),
        ("phi*", ["d"]),
        ("*iên", ["d"]),
        ("title:lúa", ["a"]),
        ("tiêu đề:lúa", ["a"]),
        ("chuyên mục:kinh", ["a", "c"]),
        ('category:"kinh tế"', ["a", "c"]),
        ('category:"kinh te"', ["a", "c"]),
        ("author:lan", ["b", "c"]),
        ("tác giả:lân", ["c"]),
        ("caption:khoang", ["b"]),
    ],
)
def test_operators_say_exactly_what_matches(
    typed: str, expected: list[str], make_archive: MakeArchive
) -> None:
    archive = make_archive(
        {"id": "a", "title": "Lúa", "body": "lúa chín", "category": "Kinh tế"},
        {"id": "b", "body": "cá về", "captions": ["đầy khoang"], "authors": ["Vi Thị Lan"]},
        {"id": "c", "body": "lúa và cá", "category": "Kinh tế", "authors": ["Đỗ Lân"]},
        {"id": "d", "body": "chợ phiên"},
    )
    results = archive.search(typed)
    assert sorted(ids(results)) == expected
    assert results.total == len(expected)
    assert not any(hit.beyond for hit in results)


def test_the_matching_set_counts_articles_near_the_best(make_archive: MakeArchive) -> None:
    near = [{"id": f"n{i}", "body": "dân vận khéo ở xã"} for i in range(3)]
    far = [{"id": f"f{i}", "body": "ở xã có chợ phiên họp mỗi tháng hai lần"} for i in range(20)]
    archive = make_archive(*near, *far)
    results = archive.search("dân vận khéo ở xã", limit=10)
    assert results.total == 3
    assert results.by_score
    assert [hit.beyond for hit in results] == [False] * 3 + [True] * 7
    assert not results.more
    assert archive.search("dân vận khéo ở xã", limit=10, offset=10).hits == []
    assert archive.search("dân vận khéo ở xã", match="any").total == 23
    assert archive.search("dân vận khéo ở xã", match="all").total == 3


def test_all_and_any_hold_beside_other_conditions(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "title": "Dân", "body": "dân vận lũ lụt"},
        {"id": "b", "title": "Dân", "body": "dân chài lũ lụt"},
    )
    assert sorted(ids(archive.search("dân vận title:dân"))) == ["a", "b"]
    assert ids(archive.search("dân vận title:dân", match="all")) == ["a"]
    assert ids(archive.search('vận "lũ lụt"', match="all")) == ["a"]
    assert sorted(ids(archive.search('vận "lũ lụt"', match="any"))) == ["a", "b"]
    assert sorted(ids(archive.search("vận OR chài", match="all"))) == ["a", "b"]


def test_pages_follow_each_other_without_a_gap(sample: search.Archive) -> None:
    whole = ids(sample.search("tỉnh xã", match="any", limit=60))
    paged: list[str] = []
    while True:
        page = sample.search("tỉnh xã", match="any", limit=7, offset=len(paged))
        paged += ids(page)
        if not page.more:
            break
    assert paged == whole
    assert len(set(paged)) == page.total


def test_ties_go_to_the_article_that_came_first(make_archive: MakeArchive) -> None:
    archive = make_archive(*({"id": f"{i}", "body": "chợ phiên"} for i in range(30)))
    assert ids(archive.search("chợ phiên", limit=30)) == [str(i) for i in range(30)]


def test_filters_narrow_by_printed_values_and_days(sample: search.Archive) -> None:
    assert sample.search("", category="Y tế").total == 5
    assert sample.search("", category=["Y tế", "Thể thao"]).total == 9
    both = sample.search("", category="Kinh tế", source=["Hải Uyên Nhật báo"], limit=20)
    assert {hit.article.source for hit in both} == {"Hải Uyên Nhật báo"}
    july = sample.search("", since="2021-07-01", until="2021-07-31", sort="oldest")
    assert [str(hit.article.published)[:10] for hit in july] == [
        "2021-07-07",
        "2021-07-08",
        "2021-07-15",
    ]
    assert sample.search("", since=date(2021, 7, 8), until="2021-07-08").total == 1
    assert sample.search("", since="2021-07-07T17:13:00+07:00", until="2021-07-08").total == 1


def test_days_end_at_midnight_in_vietnam(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "x", "published": "2021-07-07T23:59:59+07:00"},
        {"id": "b", "body": "x", "published": "2021-07-07T17:00:00Z"},
        {"id": "c", "body": "x", "published": "2021-07-08"},
    )
    assert ids(archive.search("", since="2021-07-08", sort="oldest")) == ["b", "c"]
    assert ids(archive.search("", until="2021-07-07")) == ["a"]


def test_facets_count_the_matches_and_leave_out_their_own_filter(sample: search.Archive) -> None:
    whole = sample.search("", limit=0)
    assert sum(count for _, count in whole.facets["category"]) == whole.total
    assert whole.facets["category"][0][1] == max(count for _, count in whole.facets["category"])
    assert sum(count for _, count in whole.facets["year"]) == whole.total - 1
    chosen = sample.search("", category="Y tế", limit=0)
    assert chosen.facets["category"] == whole.facets["category"]
    assert sum(count for _, count in chosen.facets["source"]) == chosen.total


def test_a_facet_counts_every_author_of_an_article(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "x", "authors": ["Vi Thị Lan", "Đỗ Lân"]},
        {"id": "b", "body": "x", "authors": ["Đỗ Lân"]},
    )
    assert archive.search("x").facets["author"] == [("Đỗ Lân", 2), ("Vi Thị Lan", 1)]
    assert archive.search("x", author="Vi Thị Lan").total == 1


def test_spellings_of_one_value_are_one_value(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "x", "category": "Chính trị"},
        {"id": "b", "body": "x", "category": unicodedata.normalize("NFD", "Chính trị")},
        {"id": "c", "body": "x", "category": "Chính\u00a0 trị", "authors": ["Vi\x1fLan"]},
    )
    results = archive.search("x", category=unicodedata.normalize("NFD", "Chính trị"))
    assert results.facets["category"] == [("Chính trị", 3)]
    assert results.facets["author"] == [("Vi Lan", 1)]
    assert results.total == 3


def test_a_timeline_counts_every_match_once(sample: search.Archive) -> None:
    for every in search.PERIODS:
        buckets = sample.timeline("cầu Bến Trúc", every=every)
        dated = sum(
            hit.article.published is not None
            for hit in sample.search("cầu Bến Trúc", limit=60)
            if not hit.beyond
        )
        assert sum(bucket.count for bucket in buckets) == dated
        assert all(0 <= bucket.share <= 1 for bucket in buckets)
        assert all(a.date < b.date for a, b in pairwise(buckets))
    weeks = sample.timeline("", every="week")
    assert {bucket.date.weekday() for bucket in weeks} == {0}


@pytest.mark.parametrize(
    "arguments",
    [
        {"sort": "random"},
        {"match": "some"},
        {"limit": -1},
        {"offset": -1},
        {"since": "31/02/2021"},
        {"until": "hôm nào"},
    ],
)
def test_arguments_that_nobody_can_type_are_errors(
    arguments: dict[str, Any], sample: search.Archive
) -> None:
    with pytest.raises(search.QueryError):
        sample.search("dân vận", **arguments)


ODD = [
    "",
    " ",
    "*",
    "?!…",
    "\x00\x07",
    "<script>alert(1)</script>",
    '"',
    "((",
    "'; DROP TABLE",
    "\ud800",
]


@pytest.mark.parametrize(
    "typed", [*ODD, "x" * 10_000, "dân vận " * 2_000, '"' * 9_999, "a*" * 5_000]
)
def test_whatever_is_typed_yields_an_answer(typed: str, sample: search.Archive) -> None:
    results = sample.search(typed)
    assert results.total >= 0
    assert results.seconds < 5


def test_a_repaired_query_is_not_empty_where_its_words_have_hits(sample: search.Archive) -> None:
    for typed in ('"dân vận', "(dân vận", "dân vận)", 'dân "vận'):
        results = sample.search(typed)
        assert results.notes
        assert results.total > 0


PIECES = [
    "dân",
    "van",
    '"',
    "“",
    "(",
    ")",
    "+",
    "-",
    "AND",
    "NOT",
    "HOẶC",
    "*",
    "k?nh",
    "title:",
    "đê",
    "*ân",
    "19",
    "~2",
    "nguồn:",
    "\u200b",
    "a*b*",
    "ngày:2021",
    "date:",
    "vạn~",
    "lũ^2",
    "title:*",
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(PIECES),
            max_size=12,
        ).map(" ".join),
    )
)
def test_any_query_is_answered_with_spans_inside_the_texts(
    sample: search.Archive, typed: str
) -> None:
    results = sample.search(typed, limit=3)
    for hit in results:
        for snippet in hit.snippets:
            text = text_of(hit.article, snippet.field)
            assert text[snippet.start :].startswith(snippet.text)
            assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.spans)


def text_of(article: index.Article, field: str) -> str:
    if field.startswith("captions["):
        return article.captions[int(field[9:-1])]
    return {"summary": article.summary, "body": article.body}[field]


def test_the_json_of_results_has_what_the_interface_promises(sample: search.Archive) -> None:
    data = sample.search("dân vận", limit=2).to_dict()
    assert set(data) >= {"query", "total", "seconds", "notes", "facets", "hits", "next"}
    hit = data["hits"][0]
    assert set(hit) >= {"id", "score", "title", "title_html", "summary", "url", "category"}
    assert set(hit) >= {"source", "authors", "published", "snippets"}
    assert set(hit["snippets"][0]) == {"field", "start", "text", "spans", "html"}


def test_threads_get_the_answers_that_one_thread_gets(sample: search.Archive) -> None:
    queries = ["dân vận", "cau ben truc", '"hội nghị"', "title:cầu", "k?nh", "muối cá", "NOT lúa"]
    expected = {typed: ids(sample.search(typed)) for typed in queries}
    with search.open(sample.path) as archive, ThreadPoolExecutor(8) as pool:
        for typed, found in zip(queries * 20, pool.map(archive.search, queries * 20), strict=True):
            assert ids(found) == expected[typed]


def test_a_new_generation_is_seen_at_the_next_search_and_never_half(
    make_input: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    index.reindex([make_input({"id": "0", "body": "lần 0"})], folder, workers=0)
    stop = threading.Event()
    wrong: list[object] = []

    def read() -> None:
        with search.open(folder) as archive:
            while not stop.is_set():
                found = archive.search("lần")
                if found.total != 1 or len(found) != 1:
                    wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for i in range(1, 6):
        index.reindex([make_input({"id": f"{i}", "body": f"lần {i}"})], folder, workers=0)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    with search.open(folder) as archive:
        assert ids(archive.search("lần")) == ["5"]


def test_another_archive_in_the_same_place_is_seen(
    make_input: Callable[..., Path], tmp_path: Path
) -> None:
    folder, other = tmp_path / "archive", tmp_path / "other"
    index.reindex([make_input({"id": "a", "body": "x"})], folder, workers=0)
    index.reindex([make_input({"id": "b", "body": "x"})], other, workers=0)
    with search.open(folder) as archive:
        assert ids(archive.search("")) == ["a"]
        folder.rename(tmp_path / "old")
        other.rename(folder)
        assert archive.generation == 1
        assert ids(archive.search("")) == ["b"]


def test_a_relative_path_holds_after_a_change_of_folder(
    make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = index.reindex([make_input({"id": "a", "body": "x"})], "archive", workers=0)
    with search.open("archive") as archive:
        monkeypatch.chdir("/")
        assert len(archive) == 1
        assert list(report.rejections) == []


def test_damage_found_while_searching_is_an_archive_error(
    make_input: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    articles = [{"id": f"{i}", "body": f"dân vận {i} " * 50} for i in range(200)]
    index.reindex([make_input(*articles)], folder, workers=0)
    [segment] = folder.glob("generations/1/*.seg")
    data = bytearray(segment.read_bytes())
    for at in range(2_000, len(data) - 4_000, 7):
        data[at] ^= 0xFF
    segment.write_bytes(data)

    def search_all() -> None:
        with search.open(folder) as archive:
            for typed in ("dân vận", "", "d*", "title:x"):
                archive.search(typed)

    with pytest.raises(index.DamagedArchiveError, match="damaged"):
        search_all()
    assert index.verify(folder)


def test_no_id_is_too_odd_to_ask_for(sample: search.Archive) -> None:
    for id in ("", "\ud800", "x" * 100_000, "\x00"):
        assert sample.article(id) is None


@pytest.mark.parametrize("count", [10, 100, 200, 250, 300, 400, 2_000])
def test_no_nesting_is_too_deep(count: int, sample: search.Archive) -> None:
    for typed in (
        "dân AND (" * count + "vận" + ")" * count,
        "(-" * count + "dân" + ")" * count,
        "-(" * count + "dân" + ")" * count,
        "NOT " * count + "dân",
    ):
        assert sample.search(typed).total >= 0


@pytest.mark.parametrize(
    "typed",
    ['"của các"~99', '"của các của các"~99 ' * 20, "*a* " * 200, '"và của" ' * 500, "? " * 4_000],
)
def test_no_query_is_expensive(typed: str, make_archive: MakeArchive) -> None:
    body = "của các và " * 2_000
    archive = make_archive(*({"id": f"{i}", "body": body} for i in range(20)))
    with at_most(seconds=0.5):
        archive.search(typed)


def test_a_closed_archive_says_so(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "x"})
    archive.close()
    with pytest.raises(index.ArchiveError, match="closed"):
        archive.search("x")


def test_every_word_of_an_article_finds_it(sample: search.Archive) -> None:
    article = sample.article("bhg-2021-0707-dan-van")
    for word in set(article.title.split()):
        found = sample.search(fold(word), match="any", limit=100)
        assert article.id in ids(found), word


def test_whoosh_finds_the_key_terms_of_an_article(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "title": "Chợ phiên", "body": "Chợ phiên họp, chợ đông, chợ vui."},
        {"id": "b", "title": "Cầu treo", "body": "Cầu treo thông xe."},
    )
    with archive.searcher() as searcher:
        assert searcher.key_terms([0], "text", numterms=1)[0][0] == "chợ"
        assert searcher.stored_fields(1)["title"] == "Cầu treo"


def test_whooshs_own_queries_run_on_an_archive(sample: search.Archive) -> None:
    with sample.searcher() as searcher:
        collector = KernelCollector(limit=100)
        searcher.search_with_collector(query.Prefix("title", "cầu"), collector)
        titles = [hit["title"].casefold() for hit in collector.results()]
    assert collector.native
    assert collector.count() == len(titles) > 0
    assert all("cầu" in title for title in titles)


def test_values_can_be_left_out_in_any_spelling(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "Chợ phiên.", "category": "Văn hóa", "authors": ["Vi Lan", "Lê Bản"]},
        {"id": "b", "body": "Chợ phiên.", "category": "Kinh tế", "authors": ["Vi Lan"]},
        {"id": "c", "body": "Chợ phiên.", "authors": ["Lê Bản"]},
    )
    assert ids(archive.search("chợ", exclude_category="VĂN HOÁ")) == ["b", "c"]
    assert ids(archive.search("chợ", author="Vi Lan", exclude_author=["lê bản"])) == ["b"]
    results = archive.search("chợ", exclude_category=["Văn hóa"], exclude_author="Vi Lan")
    assert ids(results) == ["c"]
    assert results.facets["category"] == []  # but for its own filter
    assert results.facets["author"] == [("Lê Bản", 1), ("Vi Lan", 1)]
    (note,) = archive.search("chợ", exclude_source="Báo Lạ").notes
    assert note.code is NoteCode.UNKNOWN_VALUE


def test_articles_without_a_date_are_counted_and_can_be_asked_for(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive(
        {"id": "a", "body": "Chợ phiên.", "published": "2020-05-05"},
        {"id": "b", "body": "Chợ phiên."},
        {"id": "c", "body": "Chợ phiên.", "published": "2021-05-05"},
    )
    assert archive.search("chợ").undated == 1
    assert archive.search("chợ", since="2021").undated == 1
    undated = archive.search("chợ", undated=True)
    assert ids(undated) == ["b"]
    assert undated.facets["year"] == [("2021", 1), ("2020", 1)]
    crossed = archive.search("chợ", undated=True, since="2020")
    assert ids(crossed) == []
    assert [note.code for note in crossed.notes] == [NoteCode.CROSSED_DAYS]
