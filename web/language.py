"""A page's language: its messages, numbers and dates."""

from __future__ import annotations

from datetime import date, datetime

from index.dates import VIETNAM
from web.messages import ENGLISH, MONTHS, NOTES, VIETNAMESE, WEEKDAYS

_CATALOGUES = {"vi": VIETNAMESE, "en": ENGLISH}
_SEPARATORS = {"vi": str.maketrans(",.", ".,"), "en": {}}


class Language:
    """Says things in one language. Called with a message's key, it gives the text."""

    def __init__(self, code: str) -> None:
        """`code` is `vi` or `en`."""
        self.code = code
        self._messages = _CATALOGUES[code]

    def __call__(self, key: str, **values: int | str) -> str:
        """The message, its `{names}` filled in; `count` also chooses between one and many."""
        message = self._messages[key]
        if isinstance(message, tuple):
            message = message[values.get("count") != 1]
        written = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return message.format(**written)

    def note(self, message: str, details: str = "") -> str:
        """A note of the library, whose messages are English, as a sentence."""
        text = NOTES.get(message, message) if self.code == "vi" else message
        return text[:1].upper() + text[1:] + f": {details}" * bool(details) + "."

    def number(self, number: int) -> str:
        """1234 as 1.234 (Vietnamese) or 1,234 (English)."""
        return f"{number:,}".translate(_SEPARATORS[self.code])

    def seconds(self, seconds: float) -> str:
        """A short time in seconds, to the millisecond."""
        digits = f"{max(seconds, 0.001):,.3f}" if seconds < 1 else f"{seconds:,.1f}"
        return digits.translate(_SEPARATORS[self.code])

    def moment(self, published: date) -> str:
        """A date in words with its weekday, and the Vietnamese time of day if there is one."""
        if not isinstance(published, datetime):
            return f"{self._weekday(published)}, {self.day(published)}"
        if published.tzinfo is not None:
            published = published.astimezone(VIETNAM)
        return f"{self._weekday(published)}, {self.day(published)}, {published:%H:%M}"

    def day(self, day: date) -> str:
        """7 tháng 7, 2021; 7 July 2021."""
        if self.code == "vi":
            return f"{day.day} tháng {day.month}, {day.year}"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def filter_day(self, given: str) -> str:
        """A day or moment of a filter, in words."""
        if len(given) > 10:
            moment = datetime.fromisoformat(given)
            return f"{self.day(moment)}, {moment:%H:%M}"
        return self.day(date.fromisoformat(given))

    @property
    def other(self) -> str:
        """The code of the other language."""
        return "en" if self.code == "vi" else "vi"

    def _weekday(self, day: date) -> str:
        return WEEKDAYS[self.code][day.weekday()]
