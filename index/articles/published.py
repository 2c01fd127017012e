"""A date of publication, and how much of it is known."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class Published(NamedTuple):
    """When something was published.

    Where only the `precision` "month" or "year" is known, `when` is its first day.
    """

    when: datetime | date
    precision: str = "day"
