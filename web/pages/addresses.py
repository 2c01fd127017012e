"""The addresses that a page leads to: many on each, and most alike but for one parameter.

What `flask.url_for` says of an endpoint is asked for once for all, and what a parameter looks like
in an address is remembered; the rest is putting them together. The addresses are those that
`url_for` gives, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from flask import current_app, request, url_for

_KEPT = "khobao.addresses"  # among the extensions of an application, and in a request's environment
_MOST = 1000
_SAFE = "!$'()*,/:;?@"  # as werkzeug writes them
_SHORT = 200

Kept = dict[tuple[object, ...], str]


def fixed(endpoint: str, **values: Any) -> str:
    """The address of an endpoint with values that the program knows: files, languages, themes."""
    kept = _kept()
    key = (endpoint, *values.items())
    address = kept.get(key)
    if address is None:
        if len(kept) >= _MOST:
            kept.clear()
        address = kept[key] = url_for(endpoint, **values)
    return address


def _kept() -> Kept:
    """What is remembered for requests like the current one."""
    kept: Kept | None = request.environ.get(_KEPT)
    if kept is None:
        app = current_app
        heeds_hosts = app.config["SERVER_NAME"] or app.url_map.host_matching
        place = (request.script_root, request.host if heeds_hosts else "")
        of_place: dict[tuple[str, str], Kept] = app.extensions.setdefault(_KEPT, {})
        if len(of_place) >= _MOST:
            of_place.clear()
        kept = request.environ[_KEPT] = of_place.setdefault(place, {})
    return kept


def url_with(endpoint: str, args: Mapping[str, Any]) -> str:
    """The address of an endpoint, with what `args` asks for behind the question mark."""
    return extended(fixed(endpoint), args)


def extended(place: str, args: Mapping[str, Any]) -> str:
    """An address without a query, with what `args` asks for behind a question mark."""
    query = "&".join(_pairs(args))
    return f"{place}?{query}" if query else place


def around(place: str, args: Mapping[str, Any], first: str, last: str) -> tuple[str, str]:
    """What stands before and behind two neighbours among `args`, or one, in the address of a place.

    With other `pair`s between them they are the address that asks for these instead.
    """
    names = list(args)
    before = "&".join(_pairs({one: args[one] for one in names[: names.index(first)]}))
    behind = "&".join(_pairs({one: args[one] for one in names[names.index(last) + 1 :]}))
    return f"{place}?{before}&" if before else f"{place}?", f"&{behind}" if behind else ""


def pairs(args: Mapping[str, Any]) -> dict[str, str]:
    """What stands in an address for each of `args`."""
    return {name: "&".join(_pairs({name: value})) for name, value in args.items()}


def pair(name: str, value: str) -> str:
    """A parameter and its value as they stand in an address."""
    return _pair(name, value) if len(value) <= _SHORT else _written(name, value)


def _pairs(args: Mapping[str, Any]) -> Iterator[str]:
    for name, value in args.items():
        for one in value if isinstance(value, (list, tuple)) else (value,):
            yield pair(name, str(one))


def _written(name: str, text: str) -> str:
    return f"{name}={quote_plus(text, _SAFE)}"


_pair = lru_cache(4096)(_written)
