"""Festivals and days that have names: a table of when they are.

*Tết 2019* is named by the year in which it falls; one without a year is the latest that has begun.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from index.vietnamese.spelling import fold
from search.query.calendar_units import Period
from search.query.lunar_calendar import lunar_day


class Festival(NamedTuple):
    """A festival by the day of a month on which it begins, and how many days it has.

    A lunar one is in the lunar year that begins in the year that names it, or `back` years before.
    """

    names: tuple[str, ...]
    month: int
    day: int
    days: int = 1
    back: int = 0


LUNAR = (
    Festival(("Tết", "Tết Nguyên đán", "Tết Âm lịch", "Tết ta", "Tết cổ truyền"), 1, 1, days=3),
    Festival(("vía Thần Tài", "Thần Tài"), 1, 10),
    Festival(("rằm tháng Giêng", "Tết Nguyên tiêu", "Nguyên tiêu", "Tết Thượng nguyên"), 1, 15),
    Festival(("Tết Hàn thực", "Hàn thực"), 3, 3),
    Festival(("giỗ tổ", "giỗ tổ Hùng Vương", "giỗ Tổ các Vua Hùng"), 3, 10),
    Festival(("Phật đản", "Đại lễ Phật đản"), 4, 15),
    Festival(("Tết Đoan ngọ", "Đoan ngọ", "Tết Đoan dương", "Tết giết sâu bọ"), 5, 5),
    Festival(("Vu lan", "Vu lan báo hiếu", "rằm tháng Bảy", "xá tội vong nhân"), 7, 15),
    Festival(("Trung thu", "Tết Trung thu", "Tết trông trăng", "rằm tháng Tám"), 8, 15),
    Festival(
        ("ông Công ông Táo", "ông Táo", "Tết ông Công ông Táo", "Tết ông Táo"), 12, 23, back=1
    ),
)
"""Those of the lunar calendar."""

FIXED = (
    Festival(("Tết Dương lịch", "Tết Tây"), 1, 1),
    Festival(("Valentine", "lễ Tình nhân"), 2, 14),
    Festival(("ngày Thầy thuốc Việt Nam", "Thầy thuốc Việt Nam"), 2, 27),
    Festival(("Quốc tế Phụ nữ", "Phụ nữ quốc tế"), 3, 8),
    Festival(("Giải phóng miền Nam", "Thống nhất đất nước"), 4, 30),
    Festival(("Quốc tế Lao động", "ngày Lao động"), 5, 1),
    Festival(("Quốc tế Thiếu nhi", "Tết Thiếu nhi"), 6, 1),
    Festival(("Báo chí Cách mạng", "Báo chí Cách mạng Việt Nam"), 6, 21),
    Festival(("Thương binh Liệt sĩ", "Thương binh - Liệt sĩ", "Thương binh Liệt sỹ"), 7, 27),
    Festival(("Cách mạng tháng Tám",), 8, 19),
    Festival(("Quốc khánh",), 9, 2),
    Festival(("khai giảng",), 9, 5),
    Festival(("Giải phóng Thủ đô",), 10, 10),
    Festival(("Phụ nữ Việt Nam",), 10, 20),
    Festival(("Halloween",), 10, 31),
    Festival(("Nhà giáo Việt Nam",), 11, 20),
    Festival(("Giáng sinh", "Noel", "Christmas"), 12, 25),
)
"""Those that are on the same day of every year."""


def by_name(festivals: Iterable[Festival]) -> dict[str, Festival]:
    """The festivals by each of their names, in small letters without marks."""
    return {fold(name).lower(): one for one in festivals for name in one.names}


def lunar_festival(festival: Festival, year: int) -> Period:
    """The days of a lunar festival. Raises ValueError for a year that is not known."""
    first = lunar_day(year - festival.back, festival.month, festival.day)
    return Period(first, first + timedelta(days=festival.days - 1))


def fixed_festival(festival: Festival, year: int) -> Period:
    """The day of a festival."""
    first = date(year, festival.month, festival.day)
    return Period(first, first)
