"""Operators as people bring them along from other search engines: what they find, what is prose."""

from __future__ import annotations

import unicodedata

import pytest
from helpers.archives import MakeArchive, ids
from hypothesis import given
from hypothesis import strategies as st

import search
from search import NoteCode
from search.query.parser import parse

ARTICLES = (
    {
        "id": "a",
        "title": "Cầu treo qua suối",
        "body": "Cầu treo mới bắc qua suối, phà cũ thôi chạy.",
        "published": "2019-12-31",
        "url": "https://baohagiang.example/xa-hoi/cau-treo.html",
    },
    {
        "id": "b",
        "title": "Phà đêm",
        "body": "Chuyến phà cuối cùng trước khi có cầu treo, đò dọc nghỉ bến.",
        "published": "2020-06-15",
        "url": "https://baohagiang.example/kinh-te/pha-dem.html",
    },
    {
        "id": "c",
        "title": "Đò dọc",
        "body": "Đò dọc về chợ, treo đèn trên cầu ao.",
        "published": "2021-01-01",
        "url": "https://tinlamkhe.example/xa-hoi/do-doc.html",
    },
)


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*ARTICLES)


FOUND = [
    ("phà && đò", "b"),
    ("PHÀ && ĐÒ", "b"),
    ("phà || chợ", "abc"),
    ("cầu && !phà", "c"),
    ("cầu && phà !đò", "a"),
    ("cầu !phà", "c"),
    ("!phà", "c"),
    ("cầu !(phà && đò)", "ac"),
    ('cầu !"đò dọc"', "a"),
    ("cầu !title:phà", "ac"),
    ("!cầ*", ""),
    # near one another
    ("phà NEAR/1 cũ", "a"),
    ("phà NEAR/2 chuyến", "b"),
    ("chợ NEAR/3 đò", "c"),
    ("chợ NEAR/2 đò", ""),
    ("chợ NEAR/99 đò", "c"),
    ("phà near/6 cầu", "ab"),
    ("phà near/5 cầu", ""),
    ("phà W/7 cầu", "ab"),
    ("phà w/7 cầu", "ab"),
    ("PHÀ W/7 CẦU", "ab"),
    ("pha W/7 cau", "ab"),
    ("cầu treo W/5 phà", "a"),
    ("cầu treo W/6 phà", "ab"),
    ("cầu PRE/7 phà", "a"),
    ("phà PRE/7 cầu", "b"),
    ("phà pre/7 cầu", "b"),
    ('"đò dọc" NEAR/3 chợ', "c"),
    ("(phà OR đò) NEAR/2 (chuyến OR về)", "bc"),
    ("chuyến NEAR/1 phà NEAR/1 cuối", "b"),
    ("chuyến PRE/1 phà PRE/1 cũ", ""),
    ("title:(cầu NEAR/3 suối)", "a"),
    ("title:(phà NEAR/9 suối)", ""),
    ("cầu -phà NEAR/6 suối", "bc"),
    ("cầu NOT phà NEAR/6 suối", "bc"),
    ("chợ || phà NEAR/1 cũ", "ac"),
    ("phà && đò NEAR/2 dọc", "b"),
    # quotation marks of all kinds
    *(
        (f"{opens}cầu treo{closes}", "ab")
        for opens, closes in ["“”", "„“", "«»", "‘’", "‹›", "＂＂"]
    ),
    ("phà ‘không đâu có’ && ‘cầu treo’", ""),
    ("intitle:‘cầu treo’", "a"),
    ("cầu -‘đò dọc’", "a"),
    ("‘phà cũ’ || ‘đò dọc’", "abc"),
    ("‘treo cầu’~9", "c"),
    # signs of East Asian keyboards
    ("title：cầu", "a"),
    ("cầu （chợ ＯＲ phà）", "abc"),
    ("＋phà cầu", "ab"),
    ("cầu ！phà", "c"),
    ("phà ＆＆ đò", "b"),
    # fields
    ("intitle:phà", "b"),
    ("InTitle: phà", "b"),
    ("inurl:xa-hoi", "ac"),
    ("inurl:baohagiang.example/kinh", "b"),
    ("cầu !inurl:xa-hoi", "b"),
    ("inurl:*", "abc"),
    # hosts
    ("site:baohagiang.example", "ab"),
    ("site:www.BaoHaGiang.example", "ab"),
    ("Site: baohagiang.example", "ab"),
    ("site:*.example", "abc"),
    ("site:.example", "abc"),
    ("site:example", "abc"),
    ("site:baohagiang", "ab"),
    ("site:https://baohagiang.example/", "ab"),
    ("site:baohagiang.example/kinh-te", "b"),
    ("site:https://baohagiang.example/xa-hoi lạ OR đò", ""),
    ("site:giang.example", ""),
    ("site:baohagiang.example.net", ""),
    ("site:cau-treo.html", ""),
    ("cầu -site:baohagiang.example", "c"),
    ("cầu !site:baohagiang.example", "c"),
    ("site:tinlamkhe.example OR phà", "abc"),
    ("site:*", "abc"),
    # days
    ("before:2020", "a"),
    ("before:2020-06-15", "a"),
    ("before:tháng 7/2020", "ab"),
    ("trước:2020", "a"),
    ("after:2019", "bc"),
    ("after:15/6/2020", "c"),
    ("after:tháng 6/2020", "c"),
    ("Sau: 2020", "c"),
    ("after:2019 before:2021", "b"),
    ("cầu -after:2019", "a"),
    ("after:từ 2019 đến 6/2020", "c"),
    ("published:2020", "b"),
    ("published:>=2020", "bc"),
    ("ngày đăng:2021", "c"),
    ("published:*", "abc"),
]


@pytest.mark.parametrize(("typed", "expected"), FOUND)
def test_an_operator_from_elsewhere_finds_what_it_says(
    typed: str, expected: str, archive: search.Archive
) -> None:
    for form in (typed, unicodedata.normalize("NFD", typed), f" {typed}  "):
        results = archive.search(form)
        assert "".join(sorted(ids(hit for hit in results if not hit.beyond))) == expected
        assert results.notes == []


PROSE = [
    *("AT&T", "R&D ở Mộc Khê", "Yahoo! Việt Nam", "hay quá!", "Đẹp quá!!! Mời xem", "!!!", "24/7"),
    *(
        "xem trước / sau",
        "trước và sau: ảnh",
        "site Mỹ Sơn",
        "5 ! 3",
        "!24 giờ",
        "a|b",
        "cầu & phà",
    ),
    *(
        "Ông nói ‘hết đò’ rồi đi",
        "Ông nói:‘hết đò’ rồi đi",
        "D’Or và L’Isle",
        "Đám cưới (‘Trúc xinh’)",
    ),
    *("lời mời ‘hụt’ của bến đò", "sáng tạo | đổi mới", "‘Đò’ đầy ‘khách’", "10’ 20’’"),
    *(
        "near phà",
        "W/ 5",
        "W/5",
        "phòng W/5",
        "w/o",
        "NEAR",
        "cầu NEAR phà",
        "1/5",
        "PRE-/5",
        "50W/5A",
    ),
    *("site: Mỹ Sơn", "site", "trang site:", "web site Mỹ Sơn"),
    *("before and after", "inurl", "intitle cầu", "published 2019", "ảnh before / after"),
]


@pytest.mark.parametrize("typed", PROSE)
def test_what_is_not_meant_as_code_is_words(typed: str) -> None:
    parsed = parse(typed)
    assert (parsed.required, parsed.banned) == (None, None)
    assert [note.code for note in parsed.notes] in ([], [NoteCode.NOTHING_TO_FIND])
    assert bool(parsed.bag) == (typed != "!!!")


@pytest.mark.parametrize(
    "typed", ["before:hôm nào", "after:trăm năm", "before:trước 2020", "sau:x"]
)
def test_a_day_that_cannot_be_read_is_words_with_a_note(typed: str) -> None:
    parsed = parse(f"cầu {typed}")
    assert parsed.required is None
    assert [note.code for note in parsed.notes] == [NoteCode.NO_DATE]


def test_a_title_in_single_marks_is_looked_for_by_its_words_where_nobody_says_it_so(
    archive: search.Archive,
) -> None:
    results = archive.search("‘Phà treo’")
    assert [note.code for note in results.notes] == [NoteCode.WORDS_INSTEAD]
    assert {"a", "b"} <= set(ids(results))


def test_only_what_is_near_is_marked(archive: search.Archive) -> None:
    found = archive.search("phà PRE/4 khi")
    [hit] = [hit for hit in found if not hit.beyond]
    marked = [
        text[start:end] for text in [hit.snippets[0].text] for start, end in hit.snippets[0].spans
    ]
    assert marked == ["phà", "khi"]
    [hit] = [hit for hit in archive.search("cầu W/9 chợ") if not hit.beyond]
    assert [hit.snippets[0].text[a:b] for a, b in hit.snippets[0].spans] == ["chợ", "cầu"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("phà NEAR/1 ca*", "phà NEAR/1 ca*"),
        ("phà NEAR/5 (đò AND bến)", "phà NEAR/5 (đò AND bến"),
        ("title:phà NEAR/5 đò", "phà NEAR/5 đò"),
        ("phà NEAR/5 ngày:2020", "phà NEAR/5 ngày:2020"),
    ],
)
def test_what_cannot_be_near_is_required_with_a_note(
    typed: str, expected: str, archive: search.Archive
) -> None:
    [note] = archive.search(typed).notes
    assert note.code is NoteCode.NOT_NEAR
    assert typed[note.start : note.end] == expected


def test_an_operator_without_pieces_is_a_word_with_a_note() -> None:
    for typed in ("phà NEAR/5", "NEAR/5 phà", "(phà PRE/3) đò"):
        [note] = parse(typed).notes
        assert note.code is NoteCode.IDLE_OPERATOR


PIECES = """
NEAR/5 W/2 PRE/9 near/1 OR
&& || ! - + ( ) “ ” ‘ ’ « » ： ！ ＆＆ before: after: trước: published: intitle: inurl: 2019 cầu
phà treo && !cầu ‘phà’ AND NOT ~ ^2 *
"""


@given(
    st.one_of(
        st.text(max_size=40), st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join)
    )
)
def test_whatever_is_typed_is_understood_somehow(typed: str) -> None:
    parsed = parse(typed)
    for note in parsed.notes:
        assert 0 <= note.start <= note.end <= len(typed)
    if typed.replace(" ", "").isalpha():  # without any sign there is nothing but words
        assert (parsed.required, parsed.banned) == (None, None) or " AND " in f" {typed} "
