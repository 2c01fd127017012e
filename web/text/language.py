"""A page's language: its messages, and numbers and dates as CLDR has them."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache, lru_cache
from math import floor, log10

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal

from index.articles.dates import vietnamese_time
from search import NoteCode
from web.text.messages import MESSAGES, notes

LANGUAGES = ("vi", "en")
"""The codes of the languages; the first is the usual one."""

_DAY = {"vi": "d/M/y", "en": "d MMM y"}
_MONTH = {"vi": "'tháng' M/y", "en": "MMMM y"}


class Language:
    """Says things in one language. Called with a message's key, it gives the text."""

    def __init__(self, code: str) -> None:
        """`code` is `vi` or `en`."""
        self.code = code
        self._locale = Locale(code)
        self._group = self._locale.number_symbols["latn"]["group"]
        self._messages = MESSAGES[code]
        self._plain = {  # those that are said as they stand
            key: message
            for key, message in self._messages.items()
            if isinstance(message, str) and not ("{" in message or "}" in message)
        }

    def __call__(self, key: str, **values: int | str) -> str:
        """The message, its `{names}` filled in; `count` also chooses between one and many."""
        if not values and key in self._plain:
            return self._plain[key]
        message = self._messages[key]
        if isinstance(message, tuple):
            count = values.get("count")
            one = isinstance(count, int) and self._locale.plural_form(count) == "one"
            message = message[0 if one else 1]
        written = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return message.format(**written)

    def has(self, key: str) -> bool:
        """Whether there is a message with this key."""
        return key in self._messages

    def note(self, code: NoteCode) -> str:
        """What a note of the library says, as a sentence without its end."""
        text = notes.VIETNAMESE[code] if self.code == "vi" else code.sentence
        return text[:1].upper() + text[1:]

    def number(self, number: int) -> str:
        """1234 as 1.234 (Vietnamese) or 1,234 (English)."""
        return f"{number:,}".replace(",", self._group)  # in threes, as both languages have it

    def bytes(self, size: int) -> str:
        """A size in bytes, kB, MB or GB (of 1,000 each): 12,3 MB."""
        amount, unit = float(size), "bytes"
        for larger in ("kB", "MB", "GB"):
            if amount < 1_000:
                break
            amount, unit = amount / 1_000, larger
        return f"{self.decimal(amount)} {unit}"

    def decimal(self, number: float) -> str:
        """A number with up to one decimal: 1.234,5 (Vietnamese) or 1,234.5 (English)."""
        return format_decimal(number, "#,##0.#", locale=self._locale)

    def percent(self, share: float) -> str:
        """A share as per cent, with as many decimals as it takes to tell it from 0: 7,3%; 7.3%."""
        percent = 100 * share
        decimals = min(4, max(0, 1 - floor(log10(percent)))) if percent else 0
        digits = f"{percent:.{decimals}f}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        return (digits.replace(".", ",") if self.code == "vi" else digits) + "%"

    def seconds(self, seconds: float) -> str:
        """A short time in seconds, to the millisecond."""
        form = "#,##0.000" if seconds < 1 else "#,##0.0"
        return format_decimal(max(seconds, 0.001), form, locale=self._locale)

    def moment(self, given: date) -> str:
        """A day, and the Vietnamese time of day if there is one: 7/7/2021, 18:39."""
        form = _DAY[self.code]
        return self._written(given, f"{form}, HH:mm" if isinstance(given, datetime) else form)

    def day(self, day: date) -> str:
        """7/7/2021; 7 Jul 2021."""
        return self._written(day, _DAY[self.code])

    def month(self, day: date) -> str:
        """The month of a day: tháng 7/2021; July 2021."""
        return self._written(day, _MONTH[self.code])

    def day_of_year(self, day: date) -> str:
        """A day without its year: 7 tháng 7; 7 July."""
        return self._written(day, "d MMMM")

    def weekday(self, day: date, *, short: bool = False) -> str:
        """The day of the week: Thứ Hai, T2; Monday, Mo."""
        return self._written(day, "EEEEEE" if short else "EEEE")

    def short_month(self, day: date) -> str:
        """The month of a day without its year: thg 7; Jul."""
        return self._written(day, "MMM")

    def figures(self, day: date, every: str) -> str:
        """The period that begins with a day, in figures: 2021, 7/2021, 15/7/2021; or by ISO 8601.

        A week is told by its first day.
        """
        if every == "year":
            return f"{day.year}"
        if self.code == "en":
            return f"{day:%Y-%m}" if every == "month" else day.isoformat()
        return (
            f"{day.month}/{day.year}" if every == "month" else f"{day.day}/{day.month}/{day.year}"
        )

    @property
    def other(self) -> str:
        """The code of the other language."""
        return "en" if self.code == "vi" else "vi"

    def _written(self, day: date, form: str) -> str:
        moment = vietnamese_time(day)
        if not isinstance(moment, datetime):
            moment = datetime.combine(day, time())
        return _moment(moment, form, self.code)


@cache
def language_of(code: str) -> Language:
    """The language with a code, made once for all."""
    return Language(code)


@lru_cache(4096)
def _moment(moment: datetime, form: str, code: str) -> str:
    return format_datetime(moment, form, locale=code)
