"""The query parameters that pages and API share, read and checked once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from search import AUTO, MATCHES, MOST_COMPARED, PERIODS, SORTS, QueryError
from search.facets import day_or_moment

LANGUAGES = ("vi", "en")
FACETS = ("category", "source", "author")
SHOWN = ("share", "count")  # what the lines of a comparison tell of articles

LARGEST_PAGE = 1_000_000_000
LARGEST_SIZE = 100
RELATED = 5  # articles that are shown beside one that is like them
SUGGESTED = 8
# The library reads 10,000 characters; with one more it also says that it left some out.
_LONGEST_QUERY = 10_001
_MOST_VALUES = 50
_LONGEST_VALUES = 5_000


class BadParameterError(BadRequest):
    """A parameter with a value that it cannot have: 400. `wanted` names what it may have."""

    def __init__(self, name: str, value: str, wanted: str, **values: int | str) -> None:
        """`wanted` is the key of a message, `values` what that message tells."""
        super().__init__(f"the parameter {name} cannot be {_shortened(value)!r}")
        self.parameter, self.value = name, _shortened(value)
        self.wanted, self.values = wanted, values


@dataclass(frozen=True)
class Parameters:
    """What an address asks for. Everything is valid; what was not given has its default."""

    q: str = ""
    page: int = 1
    size: int = 10
    sort: str = "relevance"
    since: str = ""
    until: str = ""
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    match: str = "best"
    group: bool = False
    lang: str = "vi"

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked for that needs a query: the archive's front."""
        asked = self.q or self.page > 1 or self.has_filters
        return not asked and self.sort == self.default.sort

    @property
    def has_filters(self) -> bool:
        """Whether days or facet values narrow the search."""
        return bool(self.since or self.until or self.category or self.source or self.author)

    @property
    def offset(self) -> int:
        """How many hits come before the page."""
        return (self.page - 1) * self.size

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        chosen: tuple[str, ...] = getattr(self, facet)
        return chosen

    def but(self, **changes: Any) -> Parameters:
        """The same with changes, from the first page on (unless a page is given)."""
        return replace(self, **{"page": 1, **changes})

    def toggled(self, facet: str, value: str) -> Parameters:
        """The same with a facet's value chosen, or no longer chosen."""
        chosen = self.values(facet)
        without = tuple(one for one in chosen if one != value)
        return self.but(**{facet: without if value in chosen else (*chosen, value)})

    @property
    def default(self) -> Parameters:
        """What an address without parameters asks for."""
        return Parameters()

    @property
    def only_language(self) -> Parameters:
        """The front page in the same language."""
        return replace(self.default, lang=self.lang)

    def unfiltered(self) -> Parameters:
        """The same without any filter."""
        return self.but(since="", until="", category=(), source=(), author=())

    def search_arguments(self) -> dict[str, Any]:
        """The keyword arguments of `Archive.search`."""
        return {
            **{"limit": self.size, "offset": self.offset, "sort": self.sort},
            **self.filter_arguments(),
            "group": self.group,
        }

    def filter_arguments(self) -> dict[str, Any]:
        """The keyword arguments by which every method of `Archive` narrows what matches."""
        return {
            **{"since": self.since or None, "until": self.until or None},
            **{facet: self.values(facet) for facet in FACETS},
            "match": self.match,
        }

    def to_args(self) -> dict[str, Any]:
        """What goes into an address: everything that is not as by default."""
        return self._args_beside(self.default)

    def to_api_args(self) -> dict[str, Any]:
        """What goes into an address of the API, to ask it for the same."""
        return self._args_beside(Parameters())

    def _args_beside(self, default: Parameters) -> dict[str, Any]:
        given = {field.name: getattr(self, field.name) for field in fields(Parameters)}
        return {
            name: _written(value)
            for name, value in given.items()
            if value != getattr(default, name)
        }


def read(args: MultiDict[str, str]) -> Parameters:
    """The parameters of a request; unknown ones are ignored. Raises BadParameterError (400)."""
    return Parameters(
        q=args.get("q", "")[:_LONGEST_QUERY],
        page=_page(args),
        size=_count("size", args, Parameters.size),
        sort=_choice("sort", args, SORTS),
        since=_day("since", args),
        until=_day("until", args),
        **{facet: _values(facet, args.getlist(facet)) for facet in FACETS},
        match=_choice("match", args, MATCHES),
        group=_choice("group", args, ("false", "true")) == "true",
        lang=_choice("lang", args, LANGUAGES),
    )


def read_queries(args: MultiDict[str, str]) -> list[str]:
    """The queries of a timeline: each `q`, up to as many as can be compared; at least one.

    Raises BadParameterError (400) for more.
    """
    given = args.getlist("q") or [""]
    if len(given) > MOST_COMPARED:
        raise BadParameterError("q", ", ".join(given), "wanted.queries", most=MOST_COMPARED)
    return [one[:_LONGEST_QUERY] for one in given]


def read_every(args: MultiDict[str, str], usual: str = "month") -> str:
    """How long the periods of a timeline are. Raises BadParameterError (400)."""
    others = (one for one in (*PERIODS, AUTO) if one != usual)
    return _choice("every", args, (usual, *others))


def read_show(args: MultiDict[str, str]) -> str:
    """What the lines of a comparison tell. Raises BadParameterError (400)."""
    return _choice("show", args, SHOWN)


def read_limit(args: MultiDict[str, str], usual: int) -> int:
    """How many related articles or suggestions are wanted. Raises BadParameterError (400)."""
    return _count("limit", args, usual)


def _page(args: MultiDict[str, str]) -> int:
    text = args.get("page", "").strip()
    number = _whole_number(text) if text else 1
    if number is None:
        raise BadParameterError("page", text, "wanted.page")
    return min(number, LARGEST_PAGE)


def _count(name: str, args: MultiDict[str, str], default: int) -> int:
    text = args.get(name, "").strip()
    number = _whole_number(text) if text else default
    if number is None or number > LARGEST_SIZE:
        raise BadParameterError(name, text, "wanted.number", most=LARGEST_SIZE)
    return number


def _whole_number(text: str) -> int | None:
    """The number from 1 on that `text` is; one of many digits becomes a smaller huge one."""
    digits = text.lstrip("0")
    if digits and text.isascii() and text.isdecimal():
        return int(digits[:15])
    return None


def _choice(name: str, args: MultiDict[str, str], known: tuple[str, ...]) -> str:
    text = args.get(name, "").strip()
    if text and text not in known:
        raise BadParameterError(name, text, "wanted.choice", choices=", ".join(known))
    return text or known[0]


def _day(name: str, args: MultiDict[str, str]) -> str:
    """A day or a moment in ISO 8601, which may be given as people say it."""
    text = args.get(name, "").strip()
    try:
        return day_or_moment(name, text, first=name == "since").isoformat() if text else ""
    except QueryError:
        raise BadParameterError(name, text, "wanted.day") from None


def _values(name: str, given: Iterable[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in given if value.strip()))
    if len(values) > _MOST_VALUES or sum(map(len, values)) > _LONGEST_VALUES:
        raise BadParameterError(name, ", ".join(values), "wanted.values", most=_MOST_VALUES)
    return values


def _written(value: Any) -> Any:
    """A parameter's value as it stands in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    return list(value) if isinstance(value, tuple) else value


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most] + "…"
