"""Periods as people name them: festivals, seasons, halves, decades, and what is about so."""

from __future__ import annotations

import contextlib
import unicodedata
from datetime import date

import pytest
from helpers.archives import MakeArchive, ids
from hypothesis import given
from hypothesis import strategies as st

import search
from index.vietnamese.spelling import fold
from search import NoteCode
from search.query.parser import parse
from search.query.periods import find_period, parse_period

TODAY = date(2021, 7, 14)  # a Wednesday
OPEN = ("0001-01-01", "9999-12-31")

EXAMPLES = [
    # about so
    ("khoảng 2019", "2018-01-01", "2020-12-31"),
    ("vào khoảng năm 2019", "2018-01-01", "2020-12-31"),
    ("chừng năm ngoái", "2019-01-01", "2021-12-31"),
    ("khoảng tháng 1/2020", "2019-12-01", "2020-02-29"),
    ("khoảng quý II/2020", "2020-01-01", "2020-09-30"),
    ("khoảng tuần trước", "2021-06-28", "2021-07-18"),
    ("khoảng 15/5/2019", "2019-05-12", "2019-05-18"),
    ("around 2019", "2018-01-01", "2020-12-31"),
    ("trong khoảng 2018-2020", "2018-01-01", "2020-12-31"),
    ("khoảng từ tháng 3 đến tháng 5/2020", "2020-03-01", "2020-05-31"),
    # years that are told from today
    ("tháng 7 năm ngoái", "2020-07-01", "2020-07-31"),
    ("tháng 7 năm kia", "2019-07-01", "2019-07-31"),
    ("ngày 5 tháng 7 năm ngoái", "2020-07-05", "2020-07-05"),
    ("20/11 năm ngoái", "2020-11-20", "2020-11-20"),
    ("quý II năm nay", "2021-04-01", "2021-06-30"),
    ("quý hai năm ngoái", "2020-04-01", "2020-06-30"),
    ("quý tư/2020", "2020-10-01", "2020-12-31"),
    ("2/9 2020", "2020-09-02", "2020-09-02"),
    ("30/4 năm 1975", "1975-04-30", "1975-04-30"),
    ("T7/2021", "2021-07-01", "2021-07-31"),
    ("T.12 2020", "2020-12-01", "2020-12-31"),
    ("T7 năm ngoái", "2020-07-01", "2020-07-31"),
    # halves and parts
    ("nửa đầu 2019", "2019-01-01", "2019-06-30"),
    ("nửa cuối năm 2019", "2019-07-01", "2019-12-31"),
    ("nửa sau năm ngoái", "2020-07-01", "2020-12-31"),
    ("nửa đầu năm", "2021-01-01", "2021-06-30"),
    ("nửa đầu tháng 5/2020", "2020-05-01", "2020-05-15"),
    ("nửa cuối tháng 2/2020", "2020-02-16", "2020-02-29"),
    ("nửa đầu những năm 90", "1990-01-01", "1994-12-31"),
    ("H1 2019", "2019-01-01", "2019-06-30"),
    ("H2/2019", "2019-07-01", "2019-12-31"),
    ("2019-H2", "2019-07-01", "2019-12-31"),
    ("H2", "2021-07-01", "2021-12-31"),
    ("sáu tháng đầu năm 2020", "2020-01-01", "2020-06-30"),
    ("9 tháng đầu 2020", "2020-01-01", "2020-09-30"),
    ("3 tháng cuối năm ngoái", "2020-10-01", "2020-12-31"),
    ("đầu tháng 5 năm ngoái", "2020-05-01", "2020-05-10"),
    ("cuối hè 2019", "2019-07-22", "2019-08-31"),
    ("cuối tuần qua", "2021-07-10", "2021-07-11"),
    ("cuối tuần này", "2021-07-17", "2021-07-18"),
    # numbers in words
    ("ba ngày qua", "2021-07-12", "2021-07-14"),
    ("sáu tháng qua", "2021-01-15", "2021-07-14"),
    ("tám năm trước", "2013-01-01", "2013-12-31"),
    ("năm năm trước", "2016-01-01", "2016-12-31"),
    # seasons
    ("hè 2019", "2019-05-01", "2019-08-31"),
    ("mùa hè năm ngoái", "2020-05-01", "2020-08-31"),
    ("mùa xuân", "2021-02-01", "2021-04-30"),
    ("xuân 2020", "2020-02-01", "2020-04-30"),
    ("mùa thu 2019", "2019-09-01", "2019-10-31"),
    ("đông 2019", "2019-11-01", "2020-01-31"),
    ("mùa đông", "2020-11-01", "2021-01-31"),
    ("mùa mưa 2019", "2019-05-01", "2019-11-30"),
    ("mùa khô 2019", "2018-12-01", "2019-04-30"),
    ("summer 2019", "2019-05-01", "2019-08-31"),
    ("năm học 2019-2020", "2019-09-01", "2020-05-31"),
    # decades and centuries
    ("những năm 2010", "2010-01-01", "2019-12-31"),
    ("những năm 90", "1990-01-01", "1999-12-31"),
    ("thập niên 90", "1990-01-01", "1999-12-31"),
    ("thập niên 1990", "1990-01-01", "1999-12-31"),
    ("thập niên 30", "1930-01-01", "1939-12-31"),
    ("thập kỷ 20", "2020-01-01", "2029-12-31"),
    ("thập niên chín mươi", "1990-01-01", "1999-12-31"),
    ("thập kỷ 80 thế kỷ trước", "1980-01-01", "1989-12-31"),
    ("những năm 20 của thế kỷ XX", "1920-01-01", "1929-12-31"),
    ("1990s", "1990-01-01", "1999-12-31"),
    ("đầu thập niên 90", "1990-01-01", "1993-12-31"),
    ("giữa thập niên 90", "1994-01-01", "1996-12-31"),
    ("cuối những năm 90", "1997-01-01", "1999-12-31"),
    ("đầu thế kỷ", "2001-01-01", "2034-12-31"),
    ("đầu thế kỷ 20", "1901-01-01", "1934-12-31"),
    ("thế kỷ XIX", "1801-01-01", "1900-12-31"),
    ("thế kỷ 19", "1801-01-01", "1900-12-31"),
    ("cuối thế kỷ trước", "1968-01-01", "2000-12-31"),
    ("19th century", "1801-01-01", "1900-12-31"),
    # festivals of the lunar calendar
    ("Tết 2019", "2019-02-05", "2019-02-07"),
    ("Tết", "2021-02-12", "2021-02-14"),
    ("Tết năm ngoái", "2020-01-25", "2020-01-27"),
    ("Tết Nguyên đán Kỷ Hợi", "2019-02-05", "2019-02-07"),
    ("dịp Tết Kỷ Hợi 2019", "2019-02-05", "2019-02-07"),
    ("năm Kỷ Hợi", "2019-02-05", "2020-01-24"),
    ("Canh Tý", "2020-01-25", "2021-02-11"),
    ("Tân Tỵ", "2001-01-24", "2002-02-11"),
    ("giao thừa 2019", "2019-02-04", "2019-02-04"),
    ("mùng 3 Tết 2019", "2019-02-07", "2019-02-07"),
    ("mồng một Tết", "2021-02-12", "2021-02-12"),
    ("30 Tết 2020", "2020-01-24", "2020-01-24"),
    ("vía Thần Tài 2019", "2019-02-14", "2019-02-14"),
    ("rằm tháng Giêng", "2021-02-26", "2021-02-26"),
    ("giỗ tổ 2018", "2018-04-25", "2018-04-25"),
    ("giỗ Tổ Hùng Vương năm ngoái", "2020-04-02", "2020-04-02"),
    ("lễ Phật đản 2019", "2019-05-19", "2019-05-19"),
    ("Tết Đoan ngọ", "2021-06-14", "2021-06-14"),
    ("Vu lan 2020", "2020-09-02", "2020-09-02"),
    ("rằm tháng 7/2020", "2020-09-02", "2020-09-02"),
    ("Trung thu 2020", "2020-10-01", "2020-10-01"),
    ("Tết Trung thu", "2020-10-01", "2020-10-01"),
    ("ông Công ông Táo", "2021-02-04", "2021-02-04"),
    ("ông Táo 2020", "2020-01-17", "2020-01-17"),
    ("15/8 âm lịch 2020", "2020-10-01", "2020-10-01"),
    ("mùng 10 tháng 3 âm lịch", "2021-04-21", "2021-04-21"),
    ("10/3/2018 âm lịch", "2018-04-25", "2018-04-25"),
    # days that have names
    ("Quốc khánh 2020", "2020-09-02", "2020-09-02"),
    ("Noel 2019", "2019-12-25", "2019-12-25"),
    ("lễ Giáng sinh", "2020-12-25", "2020-12-25"),
    ("Tết Dương lịch 2020", "2020-01-01", "2020-01-01"),
    ("ngày Nhà giáo Việt Nam", "2020-11-20", "2020-11-20"),
    ("Thương binh - Liệt sĩ 2020", "2020-07-27", "2020-07-27"),
    # ends of other periods
    ("trước Tết 2019", OPEN[0], "2019-02-04"),
    ("sau Tết 2019", "2019-02-08", OPEN[1]),
    ("từ Tết đến 30/4/2021", "2021-02-12", "2021-04-30"),
    ("từ thập niên 90", "1990-01-01", OPEN[1]),
    ("sau tháng 5", "2021-06-01", OPEN[1]),
]


def read(text: str) -> tuple[str, str]:
    first, last = parse_period(text, TODAY)
    return first.isoformat(), last.isoformat()


# Without marks these also are "after a month" and "years", and are read so.
_ONLY_MARKED = ("sáu tháng qua", "năm năm trước")


@pytest.mark.parametrize(("text", "first", "last"), EXAMPLES)
def test_a_period_is_read_however_it_is_typed(text: str, first: str, last: str) -> None:
    forms = [text, text.upper(), text.lower(), text.replace(" ", "\u00a0 ")]
    if text not in _ONLY_MARKED:
        forms += [fold(text), fold(text).upper()]
    for typed in forms:
        assert read(typed) == (first, last), typed
    assert read(unicodedata.normalize("NFD", text)) == (first, last)


@pytest.mark.parametrize(("text", "first", "last"), EXAMPLES)
def test_a_period_ends_where_other_words_begin(text: str, first: str, last: str) -> None:
    for after in ("", " lũ lụt", ", đê", ")"):
        typed = f"ngày:{text}{after}"
        found = find_period(typed, 5, TODAY)
        assert found is not None
        assert (str(found[0].first), str(found[0].last)) == (first, last), typed
        assert typed[5 : found[1]] == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("đại hội XIII", "no date"),
        ("khóa XIV", "no date"),
        ("Tết 1850", "1900 to 2100"),
        ("30 Tết 2022", "no day 30"),
        ("Tết Kỷ Hợi 2018", "not called"),
        ("Tết Giáp Sửu", "no lunar year"),
        ("những năm 2015", "no decade"),
        ("thế kỷ 5", "century 5"),
        ("thế kỷ XIIX", "no Roman numeral"),
        ("năm học 2019-2021", "does not end"),
        ("31/12 âm lịch 2020", "no day 31"),
        ("khoảng", "no date"),
        ("mùa nào", "no date"),
        ("nửa đầu", "no date"),
    ],
)
def test_what_is_no_period_is_told_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_period(text, TODAY)
    parsed = parse(f"lũ ngày:{text}", TODAY)  # in a query it is words, with a note
    assert [note.code for note in parsed.notes] in ([NoteCode.NO_DATE], [])


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    days = ["2018-12-31", "2019-02-05", "2019-06-15", "2019-12-25", "2020-05-09", "2021-01-02"]
    return make_archive(
        *({"id": day, "body": "lũ về trên sông Lam Khê", "published": day} for day in days)
    )


def found(archive: search.Archive, query: str, **filters: str) -> list[str]:
    return sorted(id[2:] for id in ids(archive.search(query, **filters)))  # type: ignore[arg-type]


def test_queries_and_filters_understand_the_same_words(archive: search.Archive) -> None:
    assert found(archive, "lũ ngày:Tết 2019") == ["19-02-05"]
    assert found(archive, 'lũ ngày:"Tết Kỷ Hợi"') == ["19-02-05"]
    assert found(archive, "lũ ngay:tet 2019") == ["19-02-05"]
    assert found(archive, "lũ NGÀY:NOEL 2019") == ["19-12-25"]
    assert found(archive, "lũ published:hè 2019") == ["19-06-15"]
    assert found(archive, "lũ before:Tết 2019") == ["18-12-31"]
    assert found(archive, "lũ after:nửa đầu 2019") == ["19-12-25", "20-05-09", "21-01-02"]
    assert found(archive, "lũ after:Tết 2019 before:Noel 2019") == ["19-06-15"]
    assert found(archive, "lũ -ngày:2019") == ["18-12-31", "20-05-09", "21-01-02"]
    assert found(archive, "lũ", since="nửa cuối 2019", until="mùa mưa 2020") == [
        "19-12-25",
        "20-05-09",
    ]
    assert found(archive, "", since="Tết 2019", until="Trung thu 2019") == ["19-02-05", "19-06-15"]


def test_about_a_year_is_said_and_takes_more(archive: search.Archive) -> None:
    results = archive.search("lũ ngày:khoảng 2020")
    assert results.total == 5
    [note] = results.notes
    assert note.code is NoteCode.ABOUT_PERIOD
    assert dict(note.values) == {"since": "2019-01-01", "until": "2021-12-31"}
    assert results.query[note.start : note.end] == "ngày:khoảng 2020"


PIECES = """
khoảng nửa đầu giữa cuối hè mùa mưa xuân Tết Nguyên đán Kỷ Hợi Trung thu giỗ tổ rằm tháng Giêng Bảy
mùng 30 âm lịch những năm thập niên 90 thế kỷ trước XX 20 H1 T7/2021 quý II ngoái 2019 1899 2101 từ
đến trước sau sáu tám ba qua s the 1990s century - / . ( ) ² ٣ 0 99
"""


@given(
    st.one_of(
        st.text(max_size=30), st.lists(st.sampled_from(PIECES.split()), max_size=9).map(" ".join)
    )
)
def test_any_text_is_a_period_or_words(text: str) -> None:
    with contextlib.suppress(ValueError):
        first, last = parse_period(text, TODAY)
        assert first <= last
    for field in ("ngày:", "before:", "after:", "published:", ""):
        parsed = parse(f"{field}{text}", TODAY)
        assert NoteCode.NOT_UNDERSTOOD not in [note.code for note in parsed.notes]


OFFERED = [
    ("lũ lụt cuối năm 2019", "cuối năm 2019", "2019-09-01", "2019-12-31"),
    ("giá vàng tháng 7/2021 tăng", "tháng 7/2021", "2021-07-01", "2021-07-31"),
    (
        "chợ hoa Tết Nguyên đán Kỷ Hợi 2019",
        "Tết Nguyên đán Kỷ Hợi 2019",
        "2019-02-05",
        "2019-02-07",
    ),
    ("lũ năm ngoái", "năm ngoái", "2020-01-01", "2020-12-31"),
    ("mưa 3 ngày qua", "3 ngày qua", "2021-07-12", "2021-07-14"),
    ("lu cuoi nam 2019", "cuoi nam 2019", "2019-09-01", "2019-12-31"),
    ("phà đắm 7/7/2021", "7/7/2021", "2021-07-07", "2021-07-07"),
]


@pytest.mark.parametrize(("typed", "said", "since", "until"), OFFERED)
def test_plain_words_stay_words_and_the_period_is_offered(
    typed: str, said: str, since: str, until: str
) -> None:
    for form in (typed, unicodedata.normalize("NFD", typed)):
        parsed = parse(form, TODAY)
        assert (parsed.required, parsed.banned, parsed.is_doubtful) == (None, None, False)
        [note] = parsed.notes
        assert note.code is NoteCode.PERIOD_OFFERED
        assert (note.values["since"], note.values["until"]) == (since, until)
        assert unicodedata.normalize("NFC", form[note.start : note.end]) == said
        kept = parse(note.values["query"], TODAY)
        assert kept.notes == ()
        assert kept.required is not None


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "hoa hậu Việt Nam 2018",
            "hoa hau viet nam 2018",
            "World Cup 2018",
            "đường Bắc Nam qua xã",
        ),
        *("nằm trước cửa", "nhiều năm qua", "cầu qua sông", "trước sau như một", "đại hội XIII"),
        *("bão số 5", "doanh thu 2019", "thế hệ 2019", "Covid-19", "2019", "2018-2020", "Tết đến"),
        *("nghị quyết 12/2018/NQ-HĐND", "giá 2.019 đồng", "mùa hè", "đầu năm"),
        "lũ " * 40 + "năm 2019",
    ],
)
def test_what_names_no_year_or_is_a_name_is_not_offered(typed: str) -> None:
    parsed = parse(typed, TODAY)
    assert parsed.required is None
    assert parsed.notes == ()


def test_days_that_exclude_each_other_are_said_wherever_they_are_given(
    archive: search.Archive,
) -> None:
    crossed = [
        ("lũ", {"since": "2020", "until": "2019"}),
        ("lũ", {"since": "Noel 2019", "until": "Tết 2019"}),
        ("lũ", {"since_added": "2020", "added": "2019"}),
        ("lũ before:2019 after:2020", {}),
        ("lũ before:2019 AND after:2018", {}),
        ("lũ ngày:2019 ngày:2020", {}),
        ("lũ before:2020", {"since": "2020"}),
    ]
    for query, filters in crossed:
        results = archive.search(query, **filters)  # type: ignore[arg-type]
        assert results.total == 0
        assert [note.code for note in results.notes] == [NoteCode.CROSSED_DAYS], (query, filters)
    fine = [
        ("lũ", {"since": "2019", "until": "2019"}),
        ("lũ after:2018 before:2020", {}),
        ("lũ (ngày:2019 OR ngày:2020)", {}),
        ("lũ ngày:2019 -ngày:2020", {}),
        ("lũ added:*", {"since": "2019"}),
    ]
    for query, filters in fine:
        assert archive.search(query, **filters).notes == []  # type: ignore[arg-type]
