"""Publication dates, in all the forms in which they are met."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.dates import (
    VIETNAM,
    Published,
    is_relative_date,
    parse_published,
    read_published,
    simplified,
    timestamp,
)

DAY = date(2021, 7, 7)
EVENING = datetime(2021, 7, 7, 18, 39, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "text",
    [
        "2021-07-07",
        "2021/7/7",
        "20210707",
        "7/7/2021",
        "07/07/2021",
        "7/7/21",
        "7-7-2021",
        "07.07.2021",
        "07 / 07 / 2021",
        "Thứ Tư, ngày 07 tháng 7 năm 2021",
        "ngày 7 tháng 7 năm 2021",
        "7 Tháng Bảy, 2021",
        "Tháng Bảy 7, 2021",
        "7 thg 7, 2021",
        "T4, 7/7/2021",
        "thu tu 7-7-2021",
        "Ngày đăng: 07/07/2021",
        "Wed, 7 Jul 2021",
        "July 7th, 2021",
        20210707,
        20210707.0,
        "07-07-21",
        "new Date(2021, 6, 7)",
        "datetime.date(2021, 7, 7)",
        "Đăng ngày 07/07/2021 | 1.234 lượt xem",
        "Cập nhật: 07/07/2021",
        "07/07/2021 - Cập nhật lần cuối: 09/07/2021",
        "Posted on July 7, 2021",
    ],
)
def test_a_date_without_a_time_is_a_date(text: str | float) -> None:
    found = parse_published(text)
    assert found == DAY
    assert not isinstance(found, datetime)


@pytest.mark.parametrize(
    "text",
    [
        "2021-07-07T18:39",
        "2021-07-07 18:39",
        "2021-07-07T18:39:00+07:00",
        "2021-07-07T18:39:00.000+0700",
        "2021-07-07T11:39:00Z",
        "20210707T113900Z",
        "202107071839",
        "18:39, 07/07/2021",
        "18:39,07/07/2021",
        "07/07/2021 18:39",
        "07/07/2021 - 18:39",
        "18:39 – 7-7-2021",
        "18:39-07/07/2021",
        "Thứ tư, 7/7/2021, 18:39 (GMT+7)",
        "THỨ TƯ, 7/7/2021 | 18:39 GMT+07:00",
        "18h39, ngày 7/7/2021",
        "18 giờ 39 ngày 7 tháng 7 năm 2021",
        "18 giờ 39 phút, 7.7.2021",
        "06:39 CH, 07/07/2021",
        "7/7/2021 6:39 PM",
        "7/7/2021 18:39 PM",
        "6h39 chiều 7/7/2021",
        "Wed, 07 Jul 2021 18:39:00 +0700",
        "Wed, 07 Jul 2021 11:39:00 GMT",
        "Wed Jul 07 2021 18:39:00 GMT+0700 (Indochina Time)",
        "Wed, 07 Jul 2021 07:39:00 EDT",
        "2021-07-07T18:39:00+07:00[Asia/Ho_Chi_Minh]",
        "1625657940",
        1625657940,
        1625657940000,
        1625657940.0,
        20210707183900,
        "07-07-21 18:39",
        'ISODate("2021-07-07T11:39:00Z")',
        'new Date("2021-07-07T11:39:00.000Z")',
        "new Date(1625657940000)",
        "new Date(2021, 6, 7, 18, 39, 0)",
        "datetime.datetime(2021, 7, 7, 18, 39)",
        "datetime.datetime(2021, 7, 7, 11, 39, tzinfo=datetime.timezone.utc)",
        "Timestamp('2021-07-07 18:39:00')",
        "/Date(1625657940000)/",
        "/Date(1625657940000+0700)/",
        "\\/Date(1625657940000-0500)\\/",
        "Wed Jul 07 2021 18:39:00 GMT+0700 (Giờ Đông Dương)",
        "Wed Jul 07 2021 04:39:00 GMT-0700 (Pacific Daylight Time)",
        "Đăng lúc 18:39, 07/07/2021",
        "Thời gian: 18:39 07/07/2021 (GMT+7)",
        "- 18:39 07/07/2021",
        "Cập nhật lúc: 18h39 ngày 7/7/2021 (1,2k views)",
        "Thứ Tư, 7/7/2021, 18:39 - Lượt xem: 1.234",
        "18:39 07/07/2021 · 3 phút đọc · 12 bình luận",
        "07/07/2021 18:39 (cập nhật 20:00 08/07/2021)",
    ],
)
def test_a_date_with_a_time_is_a_moment(text: str | float) -> None:
    found = parse_published(text)
    assert isinstance(found, datetime)
    assert found.tzinfo is not None
    assert found == EVENING


def test_a_time_without_a_zone_is_vietnamese() -> None:
    found = parse_published("18:39, 07/07/2021")
    assert isinstance(found, datetime)
    assert found.utcoffset() == timedelta(hours=7)


def test_a_zone_that_is_named_is_kept() -> None:
    found = parse_published("2021-07-07T18:39:00-03:30")
    assert isinstance(found, datetime)
    assert found.utcoffset() == -timedelta(hours=3, minutes=30)


def test_fractions_of_a_second_are_kept_to_the_microsecond() -> None:
    found = parse_published("2021-07-07T18:39:00.1234567+07:00")
    assert found == EVENING + timedelta(microseconds=123456)


def test_the_day_comes_before_the_month() -> None:
    assert parse_published("05/12/2020") == date(2020, 12, 5)


def test_noon_and_midnight_are_told_apart() -> None:
    noon, midnight = parse_published("12:05 CH 7/7/2021"), parse_published("12:05 SA 7/7/2021")
    assert noon == EVENING.replace(hour=12, minute=5)
    assert midnight == EVENING.replace(hour=0, minute=5)


def test_twenty_four_hours_are_the_next_midnight() -> None:
    assert parse_published("2020-12-31T24:00") == datetime(2021, 1, 1, tzinfo=VIETNAM)


def test_a_weekday_is_not_taken_for_the_day_of_the_month() -> None:
    assert parse_published("Thứ 7, 10/07/2021") == date(2021, 7, 10)
    assert parse_published("Thu 7 Jul 2022") == date(2022, 7, 7)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_form_and_case_make_no_difference(form: Literal["NFC", "NFD"]) -> None:
    text = normalize(form, "Chủ Nhật, Ngày 11 Tháng Bảy Năm 2021, 18 Giờ 39")
    expected = datetime(2021, 7, 11, 18, 39, tzinfo=VIETNAM)
    assert parse_published(text) == expected
    assert parse_published(text.upper()) == expected
    assert parse_published(text.lower()) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2021", "month 2 of 2021 has no day 31"),
        ("29/02/2021", "no day 29"),
        ("07/13/2021", "no month 13"),
        ("00/07/2021", "no day 0"),
        ("01/01/0001", "year 1"),
        ("1/1/9999", "year 9999"),
        ("25:00 07/07/2021", "no time 25:00"),
        ("18:75 07/07/2021", "no time 18:75"),
        ("18:39 SA 07/07/2021", "not before noon"),
        ("2021-07-07T18:39+25:00", "no time zone"),
        ("hôm qua", "counted from when it was shown"),
        ("2 giờ trước", "counted from when it was shown"),
        ("", "can be read"),
        ("07/2021", "a month and no day"),
        ("13/2021", "no month 13"),
        ("07/07/2021 08/07/2021", "does not belong"),
        ("07/07/2021, quận Bưởi", "does not belong"),
        ("1" * 201, "longer than 200"),
        (2021, "a year and no day"),
        (44384, "too small"),
        ("/Date(-62135596800000)/", "year"),
        (0, "too small"),
        (-99999999999, "year"),
        (10**30, "no number"),
        (float("nan"), "no number"),
        (float("inf"), "no number"),
        (True, "no number"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str | float, reason: str) -> None:
    with pytest.raises(ValueError, match=f"is not a date: .*{reason}"):
        parse_published(text)


def is_read_or_explained(text: str | float) -> bool:
    try:
        return isinstance(timestamp(parse_published(text)), int)
    except ValueError as error:
        return "not a date" in str(error)


@given(st.text(max_size=300) | st.floats() | st.integers())
def test_anything_is_a_date_or_a_value_error(text: str | float) -> None:
    assert is_read_or_explained(text)


@given(st.from_regex(r"[0-9]{1,4}[-/.: ][0-9]{1,2}[-/.: ,hg+z][0-9]{0,4}[ -][0-9:]{0,9}"))
def test_what_resembles_a_date_is_one_or_a_value_error(text: str) -> None:
    assert is_read_or_explained(text)


@given(
    st.datetimes(datetime(1801, 1, 1), datetime(2099, 12, 31)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_what_python_writes_is_read_back(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(tzinfo=zone)
    assert parse_published(moment.isoformat()) == moment
    assert parse_published(moment.date().isoformat()) == moment.date()


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.times())
def test_vietnamese_forms_are_read_back(day: date, time: object) -> None:
    clock = f"{time:%H:%M}"
    expected = parse_published(f"{day.isoformat()} {clock}")
    assert parse_published(f"{clock}, {day:%d/%m/}{day.year}") == expected
    assert parse_published(f"{day.day}-{day.month}-{day.year}, {clock}") == expected
    assert parse_published(f"{day.day} tháng {day.month} năm {day.year} {clock}") == expected


def test_a_timestamp_counts_a_bare_date_from_midnight_in_vietnam() -> None:
    assert timestamp(EVENING) == 1625657940
    assert timestamp(DAY) == timestamp(datetime(2021, 7, 7, tzinfo=VIETNAM)) == 1625590800
    assert timestamp(datetime(2021, 7, 7)) == 1625590800


def test_a_timestamp_before_1970_is_rounded_down() -> None:
    moment = datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=timezone.utc)
    assert timestamp(moment) == -1


def test_folding_leaves_plain_letters() -> None:
    assert simplified("Ngày  ĐĂNG – \u00a0Chủ nhật") == "ngay dang - chu nhat"


NOW = datetime(2021, 7, 7, 12, 0, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21 phút trước", EVENING),
        ("Cách đây 21 phút", EVENING),
        ("21m ago", EVENING),
        ("about 21 minutes ago", EVENING),
        ("một giờ trước", datetime(2021, 7, 7, 18, tzinfo=VIETNAM)),
        ("Cập nhật 1 giờ trước", datetime(2021, 7, 7, 18, tzinfo=VIETNAM)),
        ("an hour ago", datetime(2021, 7, 7, 18, tzinfo=VIETNAM)),
        ("vừa xong", datetime(2021, 7, 7, 19, tzinfo=VIETNAM)),
        ("just now", datetime(2021, 7, 7, 19, tzinfo=VIETNAM)),
        ("Hôm nay, 18:39", EVENING),
        ("18h39 hôm nay", EVENING),
        ("Today at 6:39 PM", EVENING),
        ("hôm qua, 10:30", datetime(2021, 7, 6, 10, 30, tzinfo=VIETNAM)),
        ("hôm qua", date(2021, 7, 6)),
        ("hôm kia", date(2021, 7, 5)),
        ("Yesterday", date(2021, 7, 6)),
        ("3 ngày trước", date(2021, 7, 4)),
        ("3 days ago", date(2021, 7, 4)),
        ("2 tuần trước", date(2021, 6, 23)),
    ],
)
def test_a_relative_time_is_counted_from_when_it_was_shown(
    text: str, expected: datetime | date
) -> None:
    assert parse_published(text, now=NOW) == expected
    assert isinstance(parse_published(text, now=NOW), datetime) is isinstance(expected, datetime)
    assert is_relative_date(text)


def test_of_months_and_years_ago_no_day_is_made_up() -> None:
    assert read_published("8 tháng trước", now=NOW) == Published(date(2020, 11, 1), "month")
    assert read_published("2 years ago", now=NOW) == Published(date(2019, 1, 1), "year")


@pytest.mark.parametrize("text", ["trước Tết", "2 ghe trước bến", "3 ngày trước, quận Bưởi"])
def test_what_only_resembles_a_relative_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_published(text, now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "07/2021",
        "7-2021",
        "2021-07",
        "tháng 7 năm 2021",
        "Tháng Bảy, 2021",
        "tháng 7-2021",
        "Jul 2021",
    ],
)
def test_a_month_alone_is_known_to_the_month(text: str) -> None:
    assert read_published(text) == Published(date(2021, 7, 1), "month")


@pytest.mark.parametrize("text", ["2021", "năm 2021", 2021, 2021.0])
def test_a_year_alone_is_known_to_the_year(text: str | float) -> None:
    assert read_published(text) == Published(date(2021, 1, 1), "year")


def test_the_month_comes_first_where_that_is_known() -> None:
    assert parse_published("7/8/2021", order="month") == date(2021, 7, 8)
    assert parse_published("7/8/2021", order="day") == date(2021, 8, 7)
    assert parse_published("12-25-2021 6:39 PM", order="month").day == 25
    assert parse_published("7.8.2021", order="month") == date(2021, 8, 7)
    assert parse_published("2021-08-07", order="month") == date(2021, 8, 7)
    with pytest.raises(ValueError, match="no month 21"):
        parse_published("21/7/2021", order="month")


def test_days_of_spreadsheets_are_read_where_they_may_stand() -> None:
    assert read_published(44384, serials=True) == Published(DAY)
    assert read_published("44384.777083", serials=True).when == EVENING
    assert read_published("2021-07-07", serials=True) == Published(DAY)
    for number in (12, 30_000, 60_000):
        with pytest.raises(ValueError, match="not a date"):
            read_published(number, serials=True)
