"""The kinds of query parameters: each reads and checks its values, and describes them as a schema.

`Kind.schema` is JSON Schema as OpenAPI 3.1 uses it. It is made of the bounds that `Kind.read`
checks. White space around a value does not count, and an empty value is as none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from search import QueryError
from search.engines.local.facets import day_or_moment
from search.results import LONGEST_VALUE

T = TypeVar("T")

LARGEST_PAGE = 1_000_000_000
LARGEST_SIZE = 100
# The library reads 10,000 characters; with one more it also says that it left some out.
_LONGEST_QUERY = 10_001
MOST_VALUES = 50


class BadParameterError(BadRequest):
    """A parameter with a value that it cannot have: 400. `wanted` names what it may have."""

    def __init__(self, name: str, value: str, wanted: str, **values: int | str) -> None:
        """`wanted` is the key of a message, `values` what that message tells."""
        super().__init__(f"the parameter {name} cannot be {_shortened(value)!r}")
        self.parameter, self.value = name, _shortened(value)
        self.wanted, self.values = wanted, values


class Kind(ABC, Generic[T]):
    """A parameter of a name, with the values that it may have."""

    def __init__(self, name: str) -> None:
        """`name` is that of the parameter in the address."""
        self.name = name

    @abstractmethod
    def read(self, args: MultiDict[str, str]) -> T:
        """The parameter's value, or its default. Raises BadParameterError."""

    @property
    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """What values there are, as JSON Schema."""

    @property
    def is_required(self) -> bool:
        """Whether a request without it is wrong."""
        return False

    @property
    def is_repeatable(self) -> bool:
        """Whether it may be given more than once."""
        return bool(self.schema["type"] == "array")

    def _text(self, args: MultiDict[str, str]) -> str:
        return args.get(self.name, "").strip()


class Text(Kind[str]):
    """Any text; of a very long one only the first part is read."""

    def read(self, args: MultiDict[str, str]) -> str:
        """The text as it was given."""
        return args.get(self.name, "")[:_LONGEST_QUERY]

    @property
    def schema(self) -> dict[str, Any]:
        """Any string."""
        return {"type": "string", "default": ""}


class Queries(Kind[list[str]]):
    """Several queries, each given by a parameter of the same name."""

    def __init__(self, name: str, least: int, most: int) -> None:
        """How many there may be; where one is enough, it is empty if none is given."""
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
        return [one[:_LONGEST_QUERY] for one in given]

    @property
    def is_required(self) -> bool:
        """Whether there must be several."""
        return self._least > 1

    @property
    def schema(self) -> dict[str, Any]:
        """An array of strings."""
        bounds = {"minItems": self._least, "maxItems": self._most}
        return {"type": "array", "items": {"type": "string"}, **bounds}


class Choice(Kind[str]):
    """One of a few words, the first by default."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        """`choices` are the words, in small letters as they must be written."""
        super().__init__(name)
        self.choices = choices

    def read(self, args: MultiDict[str, str]) -> str:
        """The word that was chosen."""
        text = self._text(args)
        if text and text not in self.choices:
            choices = ", ".join(self.choices)
            raise BadParameterError(self.name, text, "wanted.choice", choices=choices)
        return text or self.choices[0]

    @property
    def schema(self) -> dict[str, Any]:
        """The words."""
        return {"type": "string", "enum": list(self.choices), "default": self.choices[0]}


class Flag(Kind[bool]):
    """`true` or `false`, which is the default."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._choice = Choice(name, ("false", "true"))

    def read(self, args: MultiDict[str, str]) -> bool:
        """Whether it is set."""
        return self._choice.read(args) == "true"

    @property
    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean", "default": False}


class Count(Kind[int]):
    """How many are wanted: a whole number from 1 to 100."""

    def __init__(self, name: str, default: int) -> None:
        """`default` is how many there are if nobody says."""
        super().__init__(name)
        self._default = default

    def read(self, args: MultiDict[str, str]) -> int:
        """The number."""
        text = self._text(args)
        number = _whole_number(text) if text else self._default
        if number is None or number > LARGEST_SIZE:
            raise BadParameterError(self.name, text, "wanted.number", most=LARGEST_SIZE)
        return number

    @property
    def schema(self) -> dict[str, Any]:
        """An integer with its bounds."""
        bounds = {"minimum": 1, "maximum": LARGEST_SIZE}
        return {"type": "integer", **bounds, "default": self._default}


class Page(Kind[int]):
    """The number of a page, from 1 on; one beyond the end is an empty page."""

    def read(self, args: MultiDict[str, str]) -> int:
        """The number."""
        text = self._text(args)
        number = _whole_number(text) if text else 1
        if number is None:
            raise BadParameterError(self.name, text, "wanted.page")
        return min(number, LARGEST_PAGE)

    @property
    def schema(self) -> dict[str, Any]:
        """An integer from 1 on."""
        return {"type": "integer", "minimum": 1, "default": 1}


class Day(Kind[str]):
    """A day, a period or a moment in ISO 8601, which may be given as people say it."""

    def __init__(self, name: str, *, first: bool) -> None:
        """Whether the `first` or the last day of a period is meant."""
        super().__init__(name)
        self._first = first

    def read(self, args: MultiDict[str, str]) -> str:
        """The day or moment in ISO 8601, or an empty text."""
        text = self._text(args)
        try:
            return day_or_moment(self.name, text, first=self._first).isoformat() if text else ""
        except QueryError:
            raise BadParameterError(self.name, text, "wanted.day") from None

    @property
    def schema(self) -> dict[str, Any]:
        """A string; no pattern says all that people say."""
        examples = ["2021-07-31", "tháng 7/2021"]
        return {"type": "string", "format": "day-or-period", "examples": examples}


class Values(Kind[tuple[str, ...]]):
    """Values of a facet, each given by a parameter of the same name."""

    def read(self, args: MultiDict[str, str]) -> tuple[str, ...]:
        """The values without repetitions, as they were given."""
        given = args.getlist(self.name)
        if len(given) > MOST_VALUES or max(map(len, given), default=0) > LONGEST_VALUE:
            raise BadParameterError(self.name, ", ".join(given), "wanted.values", most=MOST_VALUES)
        return tuple(dict.fromkeys(one for one in given if one.strip()))

    @property
    def schema(self) -> dict[str, Any]:
        """An array of strings."""
        items = {"type": "string", "maxLength": LONGEST_VALUE}
        return {"type": "array", "items": items, "maxItems": MOST_VALUES}


def _whole_number(text: str) -> int | None:
    """The number from 1 on that `text` is; one of many digits becomes a smaller huge one."""
    digits = text.lstrip("0")
    if digits and text.isascii() and text.isdecimal():
        return int(digits[:15])
    return None


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most] + "…"
