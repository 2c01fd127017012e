"""Periods that plain words name: they stay words, and it is offered to keep to the period.

Only what names its year, or says how long ago it is, is taken for one, and no year alone: *World
Cup 2018* is the name of a thing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from index.vietnamese.spelling import fold
from search.query.calendar_units import Period
from search.query.period_reader import PeriodReader, flat
from search.query.periods import LONGEST_PERIOD, today_here

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d]|[.,]\d)")
_IS_AGO = re.compile(
    r"(?<!\w)(?:nam ngoai|(?:hom|tuan|thang|quy|nam|\d ngay) qua|(?:tuan|thang|quy|nam) truoc)\b"
)
_START = re.compile(
    r"(?<!\w)(?:ngay \d|\d{1,2}[/-]\d|m[uo]ng \d|khoang (?:nam |thang )?\d"
    r"|(?:nua )?(?:dau|giua|cuoi) (?:nam|thang|quy|mua|he|nhung|thap|the ky|(?:19|20)\d\d)"
    r"|(?:(?:\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) )?"
    r"(?<!nhieu )(?<!tram )(?<!chuc )(?<!nghin )(?<!may )(?<!bao )"
    r"(?:ngay|tuan|thang|quy|nam) (?:qua|truoc|ngoai)|hom qua"
    r"|\w+ thang (?:dau|cuoi)|thang \w|quy (?:[1-4]|[iv]+|\w+ nam)\b|q[1-4]\b|h[12]\b|t\d{1,2}[/ ]"
    r"|nam (?:hoc )?(?:19|20)\d\d|mua (?:he|xuan|thu|dong|mua|kho)|he (?:19|20)"
    r"|nhung nam|thap nien|thap ky|tet\b|trung thu|ram thang|gio to|giao thua|vu lan|phat dan"
    r"|quoc khanh|noel|giang sinh)"
)
# Words that look like these without their marks are others: *nằm trước*, *Việt Nam 2018*.
_WORDS = frozenset(
    word
    for line in (
        "ngày mùng mồng khoảng nửa đầu giữa cuối tháng quý năm tuần hôm ngoái trước qua vừa",
        "gần đây học mùa hè hạ xuân thu đông mưa khô bão lũ những các thập niên kỷ thế của đến",
        "giêng chạp một hai ba tư bốn sáu bảy tám chín mười mươi t q h i ii iii iv noel vu lan",
        "tết nguyên đán âm dương lịch trung thu rằm giỗ tổ hùng vương giao thừa phật đản quốc",
        "khánh giáng sinh giáp ất bính đinh mậu kỷ canh tân nhâm quý tý sửu dần mão mẹo thìn tỵ",
        "ngọ mùi thân dậu tuất hợi",
    )
    for word in line.split()
)
_UNMARKED = frozenset(fold(word) for word in _WORDS)
_LIKE_SOUTH = ("nam 1", "nam 2", "nam qua", "nam truoc")  # it is that, too: *Viet Nam 2018*
_WORD = re.compile(r"[^\W\d_]+")


class Offer(NamedTuple):
    """A period, and where it is named."""

    period: Period
    start: int
    end: int


def offered_period(text: str, today: date | None) -> Offer | None:
    """The first period that plain words name, seen from `today` (in Vietnam, if None), if any.

    A text that is longer than people type, a pasted one, is not looked through.
    """
    if len(text) > LONGEST_PERIOD:
        return None
    year = _YEAR.search(text) if "20" in text or "19" in text else None
    if year is None and not _may_be_ago(text):
        return None
    known = flat(text)
    cue = year or _IS_AGO.search(known)
    if cue is None:
        return None
    reader = PeriodReader(text, today or today_here())
    for found in _START.finditer(known, 0, cue.end()):
        start = found.start()
        period, end = reader.longest(start)
        if period is None or end < cue.end() or date.max in period or date.min in period:
            continue
        if _is_meant(text[start:end].lower(), is_marked=known != text.lower()):
            return Offer(period, start, end)
    return None


def _may_be_ago(text: str) -> bool:
    """Whether one of the words is there that name times as they are seen from today."""
    has = text.lower().__contains__
    return has("qua") or has("trước") or has("truoc") or has("ngoái") or has("ngoai")


def _is_meant(said: str, *, is_marked: bool) -> bool:
    """Whether all words are those that periods are made of, typed as the text around them."""
    if not is_marked and said.startswith(_LIKE_SOUTH):
        return False
    known = _WORDS if is_marked else _UNMARKED
    return all(word in known for word in _WORD.findall(said))
