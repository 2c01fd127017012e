"""The types of query parameters: each reads and checks values, and describes them as a schema.

`ParameterType.schema` is JSON Schema as OpenAPI 3.1 uses it, made of the bounds that
`ParameterType.read` checks. White space around a value does not count, and an empty value is as
none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from web.text.problems import sentence

T = TypeVar("T")

LARGEST_PAGE = 1_000_000_000
LARGEST_SIZE = 100
# The library reads 10,000 characters; with one more it also says that it left some out.
LONGEST_QUERY = 10_001


def text_of(args: MultiDict[str, str], name: str) -> str:
    """The first value of a parameter, or of a cookie; empty where there is none.

    `get` makes an error for each that is missing, and a page asks for forty.
    """
    given = args.getlist(name)
    return given[0] if given else ""


class BadParameterError(BadRequest):
    """A parameter with a value that it cannot have: 400. `wanted` names what it may have."""

    def __init__(self, name: str, value: str, wanted: str, **values: int | str) -> None:
        """`wanted` is the key of a message, `values` what that message tells."""
        shortened = _shortened(value)
        super().__init__(sentence("bad-parameter", name=name, value=shortened))
        self.parameter, self.value = name, shortened
        self.wanted, self.values = wanted, values


class ParameterType(ABC, Generic[T]):
    """What a named parameter may be: how it is read, and its schema."""

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
        return text_of(args, self.name).strip()


class Text(ParameterType[str]):
    """Any text; of a very long one only the first part is read."""

    def read(self, args: MultiDict[str, str]) -> str:
        """The text as it was given."""
        return text_of(args, self.name)[:LONGEST_QUERY]

    @property
    def schema(self) -> dict[str, Any]:
        """Any string."""
        return {"type": "string", "default": ""}


class Choice(ParameterType[str]):
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


class Choices(ParameterType[tuple[str, ...]]):
    """Any of a few words, each given by a parameter of the same name; none by default."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        """`choices` are the words, in small letters as they must be written."""
        super().__init__(name)
        self.choices = choices

    def read(self, args: MultiDict[str, str]) -> tuple[str, ...]:
        """The words that were chosen, each once, in the order in which they were given."""
        chosen = [text for one in args.getlist(self.name) if (text := one.strip())]
        if len(chosen) > (most := len(self.choices)):
            raise BadParameterError(self.name, ", ".join(chosen), "wanted.values", most=most)
        for text in chosen:
            if text not in self.choices:
                choices = ", ".join(self.choices)
                raise BadParameterError(self.name, text, "wanted.choice", choices=choices)
        return tuple(dict.fromkeys(chosen))

    @property
    def schema(self) -> dict[str, Any]:
        """An array of the words."""
        items = {"type": "string", "enum": list(self.choices)}
        return {"type": "array", "items": items, "maxItems": len(self.choices)}


class Ids(ParameterType[tuple[str, ...]]):
    """Ids of articles, each given by a parameter of the same name; none by default."""

    def __init__(self, name: str, most: int) -> None:
        """There may be up to `most`."""
        super().__init__(name)
        self._most = most

    def read(self, args: MultiDict[str, str]) -> tuple[str, ...]:
        """The ids, each once, in the order in which they were given."""
        given = tuple(dict.fromkeys(filter(None, args.getlist(self.name))))
        if len(given) > self._most:
            raise BadParameterError(self.name, ", ".join(given), "wanted.ids", most=self._most)
        return given

    @property
    def schema(self) -> dict[str, Any]:
        """An array of strings."""
        return {"type": "array", "items": {"type": "string"}, "maxItems": self._most}


class Flag(ParameterType[bool]):
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


class Count(ParameterType[int]):
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


class PageNumber(ParameterType[int]):
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


def _whole_number(text: str) -> int | None:
    """The whole number, from 1 on, that `text` is, or None; of many digits only 15 are read."""
    digits = text.lstrip("0")
    if digits and text.isascii() and text.isdecimal():
        return int(digits[:15])
    return None


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most] + "…"
