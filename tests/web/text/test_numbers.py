"""Numbers and texts on pages are what CLDR and the rules of visible text say, only sooner."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from babel.dates import format_datetime
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as some
from markupsafe import Markup

from search.display.sanitizing import UNSHOWABLE, sanitized
from web.text.language import LANGUAGES, language_of
from web.text.safe import _printed


@given(number=some.integers(-(10**15), 10**15), code=some.sampled_from(LANGUAGES))
def test_numbers_are_written_as_cldr_has_them(number: int, code: str) -> None:
    assert language_of(code).number(number) == format_decimal(number, locale=code)


@given(day=some.dates(), code=some.sampled_from(LANGUAGES))
def test_days_and_months_are_written_as_cldr_has_them(day: date, code: str) -> None:
    language = language_of(code)
    midnight = datetime.combine(day, datetime.min.time())
    form = {"vi": "'tháng' M/y", "en": "MMMM y"}[code]
    assert language.month(day) == format_datetime(midnight, form, locale=code)
    assert language.short_month(day) == format_datetime(midnight, "MMM", locale=code)
    form = {"vi": "d/M/y", "en": "d MMM y"}[code]
    assert language.day(day) == format_datetime(midnight, form, locale=code)


def test_moments_that_are_one_are_written_in_vietnamese_time() -> None:
    moment = datetime(2021, 7, 7, 20, 30, tzinfo=timezone.utc)
    assert language_of("en").moment(moment) == "8 Jul 2021, 03:30"
    assert language_of("en").moment(moment.replace(tzinfo=None)).endswith("20:30")


@pytest.mark.parametrize("kind", [str, Markup])
@given(text=some.text(some.characters() | some.sampled_from("\n\t\r\x00\u202e\u00a0\ufdd0")))
def test_whatever_is_printed_is_visible(kind: type[str], text: str) -> None:
    printed = _printed(kind(text))
    assert printed == sanitized(text)
    assert isinstance(printed, kind)


def test_what_cannot_be_shown_is_never_printable() -> None:
    """By which most texts are passed without a look at each letter."""
    unshowable = [chr(code) for code in range(0x110000) if UNSHOWABLE.match(chr(code))]
    assert len(unshowable) > 2000
    assert not any(one.isprintable() for one in unshowable)
