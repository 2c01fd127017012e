"""The types of the parameters that are a search's own: queries, days and values of facets."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from index.articles.facets import value_identity
from search import QueryError
from search.facets import LONGEST_VALUE
from search.selection import day_or_moment
from web.parameters.types import LONGEST_QUERY, BadParameterError, ParameterType

MOST_VALUES = 50


class Queries(ParameterType[list[str]]):
    """Several queries, each given by a parameter of the same name."""

    def __init__(self, name: str, least: int, most: int) -> None:
        """From `least` to `most`; where one is enough and none is given, it is the empty query."""
        super().__init__(name)
        self._least, self._most = least, most

    def read(self, args: MultiDict[str, str]) -> list[str]:
        """The queries in their order."""
        given = args.getlist(self.name)
        if len(given) < self._least == 1:
            given = [""]
        if not self._least <= len(given) <= self._most:
            wanted = "wanted.queries" if self._least == 1 else "wanted.compared"
            raise BadParameterError(self.name, ", ".join(given), wanted, most=self._most)
        return [one[:LONGEST_QUERY] for one in given]

    @property
    def is_required(self) -> bool:
        """Whether there must be several."""
        return self._least > 1

    @property
    def schema(self) -> dict[str, Any]:
        """An array of strings."""
        bounds = {"minItems": self._least, "maxItems": self._most}
        return {"type": "array", "items": {"type": "string"}, **bounds}


class DayOrPeriod(ParameterType[date | None]):
    """A day, a period or a moment in ISO 8601, which may be given as people say it."""

    def __init__(self, name: str, *, first: bool) -> None:
        """Whether the `first` or the last day of a period is meant."""
        super().__init__(name)
        self._first = first

    def read(self, args: MultiDict[str, str]) -> date | None:
        """The day or moment, or None if none is given."""
        text = self._text(args)
        try:
            return day_or_moment(self.name, text, first=self._first) if text else None
        except QueryError:
            raise BadParameterError(self.name, text, "wanted.day") from None

    @property
    def schema(self) -> dict[str, Any]:
        """A string; no pattern says all that people say."""
        examples = ["2021-07-31", "tháng 7/2021"]
        return {"type": "string", "format": "day-or-period", "examples": examples}


class Period(ParameterType[str]):
    """A day or a period, which may be given as people say it."""

    def read(self, args: MultiDict[str, str]) -> str:
        """Its text, empty if none is given."""
        text = self._text(args)
        try:
            if text:
                day_or_moment(self.name, text, first=True)
        except QueryError:
            raise BadParameterError(self.name, text, "wanted.day") from None
        return text or ""

    @property
    def schema(self) -> dict[str, Any]:
        """A string; no pattern says all that people say."""
        return {"type": "string", "format": "day-or-period"}


class FacetValues(ParameterType[tuple[str, ...]]):
    """Values of a facet, each given by a parameter of the same name."""

    def read(self, args: MultiDict[str, str]) -> tuple[str, ...]:
        """The values as they were given, each once, in whatever spellings it came."""
        given = args.getlist(self.name)
        if len(given) > MOST_VALUES or max(map(len, given), default=0) > LONGEST_VALUE:
            raise BadParameterError(self.name, ", ".join(given), "wanted.values", most=MOST_VALUES)
        first = {value_identity(one): one for one in reversed(given) if one.strip()}
        return tuple(reversed(first.values()))

    @property
    def schema(self) -> dict[str, Any]:
        """An array of strings."""
        items = {"type": "string", "maxLength": LONGEST_VALUE}
        return {"type": "array", "items": items, "maxItems": MOST_VALUES}
