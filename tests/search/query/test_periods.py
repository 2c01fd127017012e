"""Periods are read as people write them: a table with every form."""

from __future__ import annotations

import contextlib
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.spelling import fold
from search.query.periods import LONGEST_PERIOD, find_period, parse_period, seconds_of

TODAY = date(2021, 7, 14)  # a Wednesday
OPEN = ("0001-01-01", "9999-12-31")
JULY = ("2021-07-01", "2021-07-31")
HALF = ("2021-07-01", "2021-07-15")

EXAMPLES = [
    # days
    ("07/07/2021", "2021-07-07", "2021-07-07"),
    ("7-7-2021", "2021-07-07", "2021-07-07"),
    ("7.7.2021", "2021-07-07", "2021-07-07"),
    ("7/7/21", "2021-07-07", "2021-07-07"),
    ("2021-07-07", "2021-07-07", "2021-07-07"),
    ("2021/7/7", "2021-07-07", "2021-07-07"),
    ("ngày 7/7/2021", "2021-07-07", "2021-07-07"),
    ("ngày 7 tháng 7 năm 2021", "2021-07-07", "2021-07-07"),
    ("7 tháng bảy, 2021", "2021-07-07", "2021-07-07"),
    ("7/7", "2021-07-07", "2021-07-07"),
    ("15/7", "2020-07-15", "2020-07-15"),
    ("29/2", "2020-02-29", "2020-02-29"),
    ("mùng 2 tháng 9", "2020-09-02", "2020-09-02"),
    ("7 July 2021", "2021-07-07", "2021-07-07"),
    ("July 7th, 2021", "2021-07-07", "2021-07-07"),
    ("30 April", "2021-04-30", "2021-04-30"),
    # weeks
    ("2021-W27", "2021-07-05", "2021-07-11"),
    ("tuần 27/2021", "2021-07-05", "2021-07-11"),
    ("tuần 53 năm 2020", "2020-12-28", "2021-01-03"),
    # months
    ("7-2021", *JULY),
    ("07/2021", *JULY),
    ("2021-07", *JULY),
    ("tháng 7/2021", *JULY),
    ("tháng 7 năm 2021", *JULY),
    ("tháng bảy năm 2021", *JULY),
    ("tháng 7", *JULY),
    ("tháng 8", "2020-08-01", "2020-08-31"),
    ("tháng năm", "2021-05-01", "2021-05-31"),
    ("tháng 2/2020", "2020-02-01", "2020-02-29"),
    ("July 2021", *JULY),
    ("Sept. 2020", "2020-09-01", "2020-09-30"),
    # quarters and years
    ("quý II/2021", "2021-04-01", "2021-06-30"),
    ("quý 2 năm 2021", "2021-04-01", "2021-06-30"),
    ("quý IV", "2020-10-01", "2020-12-31"),
    ("Q2 2021", "2021-04-01", "2021-06-30"),
    ("2021-Q2", "2021-04-01", "2021-06-30"),
    ("năm 2021", "2021-01-01", "2021-12-31"),
    ("2021", "2021-01-01", "2021-12-31"),
    # parts
    ("đầu tháng 7/2021", "2021-07-01", "2021-07-10"),
    ("giữa tháng 7/2021", "2021-07-11", "2021-07-20"),
    ("cuối tháng 7/2021", "2021-07-21", "2021-07-31"),
    ("đầu năm 2021", "2021-01-01", "2021-04-30"),
    ("giữa năm ngoái", "2020-05-01", "2020-08-31"),
    ("cuối năm 2020", "2020-09-01", "2020-12-31"),
    ("giữa quý I/2021", "2021-02-01", "2021-02-28"),
    ("đầu tháng", "2021-07-01", "2021-07-10"),
    ("mid-2021", "2021-05-01", "2021-08-31"),
    ("late July 2021", "2021-07-21", "2021-07-31"),
    ("6 tháng đầu năm 2021", "2021-01-01", "2021-06-30"),
    ("6 tháng cuối năm", "2021-07-01", "2021-12-31"),
    # ranges
    ("từ 1/7/2021 đến 15/7/2021", *HALF),
    ("từ ngày 1/7/2021 đến hết ngày 15/7/2021", *HALF),
    ("1/7/2021 - 15/7/2021", *HALF),
    ("1/7/2021–15/7/2021", *HALF),
    ("2021-07-01..2021-07-15", *HALF),
    ("[2021-07-01 TO 2021-07-15]", *HALF),
    ("từ 1/7 đến 15/7/2021", *HALF),
    ("từ 1/7/2021 đến 15/7", *HALF),
    ("từ 20/12/2020 đến 10/1", "2020-12-20", "2021-01-10"),
    ("từ 20/12 đến 10/1", "2020-12-20", "2021-01-10"),
    ("1-15/7/2021", *HALF),
    ("từ 1 đến 15 tháng 7", "2020-07-01", "2020-07-15"),
    ("2019-2021", "2019-01-01", "2021-12-31"),
    ("tháng 3 - tháng 5/2021", "2021-03-01", "2021-05-31"),
    ("quý I đến quý III/2020", "2020-01-01", "2020-09-30"),
    ("from May to July 2021", "2021-05-01", "2021-07-31"),
    ("từ đầu năm đến nay", "2021-01-01", "2021-07-14"),
    ("từ 2019 đến nay", "2019-01-01", "2021-07-14"),
    # open at one end
    (">=2021-07-01", "2021-07-01", OPEN[1]),
    ("> 2021-07-01", "2021-07-02", OPEN[1]),
    ("<=2021-07", OPEN[0], "2021-07-31"),
    ("<2021", OPEN[0], "2020-12-31"),
    ("trước 2020", OPEN[0], "2019-12-31"),
    ("trước ngày 1/7/2021", OPEN[0], "2021-06-30"),
    ("sau 1/7/2021", "2021-07-02", OPEN[1]),
    ("từ 2019", "2019-01-01", OPEN[1]),
    ("kể từ tháng 7/2021", "2021-07-01", OPEN[1]),
    ("đến 2020", OPEN[0], "2020-12-31"),
    ("2019..", "2019-01-01", OPEN[1]),
    ("..2019", OPEN[0], "2019-12-31"),
    ("[* TO 2020]", OPEN[0], "2020-12-31"),
    ("[2020 TO *]", "2020-01-01", OPEN[1]),
    ("since 2019", "2019-01-01", OPEN[1]),
    ("before July 2021", OPEN[0], "2021-06-30"),
    # seen from today
    ("hôm nay", "2021-07-14", "2021-07-14"),
    ("hôm qua", "2021-07-13", "2021-07-13"),
    ("hôm kia", "2021-07-12", "2021-07-12"),
    ("tuần này", "2021-07-12", "2021-07-18"),
    ("tuần trước", "2021-07-05", "2021-07-11"),
    ("tháng này", *JULY),
    ("tháng trước", "2021-06-01", "2021-06-30"),
    ("quý này", "2021-07-01", "2021-09-30"),
    ("quý trước", "2021-04-01", "2021-06-30"),
    ("năm nay", "2021-01-01", "2021-12-31"),
    ("năm ngoái", "2020-01-01", "2020-12-31"),
    ("năm kia", "2019-01-01", "2019-12-31"),
    ("7 ngày qua", "2021-07-08", "2021-07-14"),
    ("trong 7 ngày qua", "2021-07-08", "2021-07-14"),
    ("tuần qua", "2021-07-08", "2021-07-14"),
    ("3 tháng qua", "2021-04-15", "2021-07-14"),
    ("1 năm gần đây", "2020-07-15", "2021-07-14"),
    ("3 ngày trước", "2021-07-11", "2021-07-11"),
    ("2 tuần trước", "2021-06-28", "2021-07-04"),
    ("8 tháng trước", "2020-11-01", "2020-11-30"),
    ("today", "2021-07-14", "2021-07-14"),
    ("yesterday", "2021-07-13", "2021-07-13"),
    ("this month", *JULY),
    ("last week", "2021-07-05", "2021-07-11"),
    ("last 7 days", "2021-07-08", "2021-07-14"),
    ("past 3 months", "2021-04-15", "2021-07-14"),
    ("2 years ago", "2019-01-01", "2019-12-31"),
]


def read(text: str) -> tuple[str, str]:
    first, last = parse_period(text, TODAY)
    return first.isoformat(), last.isoformat()


@pytest.mark.parametrize(("text", "first", "last"), EXAMPLES)
def test_a_period_is_read_however_it_is_typed(text: str, first: str, last: str) -> None:
    for typed in (text, fold(text), text.upper(), f" {text} ".replace(" ", "\u00a0 ")):
        assert read(typed) == (first, last), typed
    assert read(unicodedata.normalize("NFD", text)) == (first, last)


@pytest.mark.parametrize(("text", "first", "last"), EXAMPLES)
def test_a_period_ends_where_other_words_begin(text: str, first: str, last: str) -> None:
    for after in ("", " lũ lụt", ", đê", ")", " đến chợ", " và 5 ngày"):
        typed = f"ngày:{text}{after}"
        found = find_period(typed, 5, TODAY)
        assert found is not None
        assert (str(found[0].first), str(found[0].last)) == (first, last), typed
        assert typed[5 : found[1]] == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2021", "month 2 of 2021 has no day 31"),
        ("7/13/2021", "no month 13"),
        ("32/7", "no day 32"),
        ("1/1/1492", "1492"),
        ("tuần 54/2021", "no week 54"),
        ("13 tháng đầu năm", "no 13 months"),
        ("0 ngày qua", "0 days"),
        ("từ 15/7/2021 đến 1/7/2021", "ends before it begins"),
        ("2021 lũ lụt", "'lũ lụt' does not belong"),
        ("máy 2021", "no date"),
        ("lũ lụt", "no date"),
        ("20210", "no date"),
        ("", "no date"),
        ("[2020 TO 2021", "no date"),
        ("2021 " * 100, f"longer than {LONGEST_PERIOD}"),
    ],
)
def test_what_is_no_period_is_told_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_period(text, TODAY)


def test_a_period_is_days_in_vietnam() -> None:
    since, until = seconds_of(parse_period("7/7/2021"))
    assert until - since == 24 * 60 * 60 - 1
    assert since == 1625590800  # 2021-07-06T17:00:00Z


PIECES = """
từ đến 1/7 15/7/2021 2021 2020-07 tháng 7 quý II năm ngoái trước sau qua ngày 31/2
[ ] TO * .. - >= < May last 3 weeks ago đầu cuối nay 0 99 999 ² máy
"""


@given(
    st.one_of(
        st.text(max_size=30), st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join)
    )
)
def test_any_text_is_a_period_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        period = parse_period(text, TODAY)
        since, until = seconds_of(period)
        assert since < until
