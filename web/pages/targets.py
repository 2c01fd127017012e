"""Where the links of a page lead that differ in one thing: a value of a facet, or a period.

Such a page has hundreds of them; what they have in common is written once. Where the query is too
long to stand in links, what leads on is what a button sends (see `templates/_link.html`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from index.articles.facets import value_identity
from search.selection import EXCLUDE
from web.pages.addresses import around, fixed, pair, pairs
from web.pages.periods import Period
from web.pages.rendering import search_args, search_url
from web.parameters.asked import PLACES, Parameters


def leading(target: Parameters, page: Parameters) -> str:
    """What leads from a page to a search: its address, or what a button sends."""
    return search_args(target, page) if page.is_long else search_url(target)


class Addresses:
    """What stands in the addresses of the searches that a page leads to, written once for all."""

    def __init__(self, page: Parameters) -> None:
        """`page` are the parameters of the page."""
        self.page = page
        args: dict[str, Any] = page.but().to_args()
        if page.is_long:
            args.pop("q")  # the button's form has it
        self._begin = "" if page.is_long else f"{fixed('pages.search')}?"
        self._pairs = [(PLACES.get(name, len(PLACES)), text) for name, text in pairs(args).items()]

    def around(self, name: str) -> tuple[str, str]:
        """What stands before and behind a parameter, whether the page has it or not."""
        place = PLACES[name]
        before = "".join(f"{text}&" for other, text in self._pairs if other < place)
        behind = "".join(f"&{text}" for other, text in self._pairs if other > place)
        return self._begin + before, behind


class Toggle:
    """Where each value of one of `VALUES` leads when it is given, or no longer."""

    def __init__(self, addresses: Addresses, name: str) -> None:
        """`addresses` are those of the page."""
        parameters = addresses.page
        self._parameters, self._name = parameters, name
        given, facet = parameters.values(name), name.removeprefix(EXCLUDE)
        both = (*parameters.values(facet), *parameters.values(EXCLUDE + facet))
        self._set = {value_identity(one) for one in both}
        before, self._behind = addresses.around(name)
        self._before = before + "".join(f"{pair(name, one)}&" for one in given)

    def target(self, value: str) -> str:
        """What leads to the search with the value, or without it (see `Parameters.toggled`)."""
        if self._set and value_identity(value) in self._set:
            return leading(self._parameters.toggled(self._name, value), self._parameters)
        return self._before + pair(self._name, value) + self._behind


class Within:
    """Where periods lead to: the same search in each of them."""

    def __init__(self, parameters: Parameters) -> None:
        """`parameters` are those of the page."""
        anywhere = Period("day", date.min, date.max).within(parameters)
        self._before, self._behind = _around(anywhere, parameters, "since", "until")

    def target(self, period: Period) -> str:
        """What leads to the search in a period (see `Period.within`)."""
        since = pair("since", period.first.isoformat())
        until = pair("until", period.last.isoformat())
        return f"{self._before}{since}&{until}{self._behind}"


def _around(target: Parameters, page: Parameters, first: str, last: str) -> tuple[str, str]:
    """What stands before and behind two parameters in what leads from a page to a search."""
    args: dict[str, Any] = target.to_args()
    if not page.is_long:
        return around(fixed("pages.search"), args, first, last)
    args.pop("q")  # the button's form has it
    before, behind = around("", args, first, last)
    return before.removeprefix("?"), behind
