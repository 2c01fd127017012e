"""What a reader prefers: a language, a theme and a kind of list, each kept in a cookie; and what
pages default to.

An address that names a language is in that language, for whoever opens it, and is remembered; one
that names none is in the language that was remembered.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from search.query.periods import parse_period
from web.configuration import current_configuration
from web.parameters.asked import Parameters
from web.parameters.shared import SHARED
from web.parameters.types import BadParameterError, Choice, text_of
from web.text.language import LANGUAGES

THEMES = ("light", "dark")
BARS = ("count", "share")
"""What the bars above a list tell of articles; the first is the usual one."""
LISTS = ("compact", "detailed")
"""How much a list of results tells of each article; the first is the usual one."""
_AUTO = "auto"
_UNSEEN = ("size", "added", "since_added", "undated", "bars")
_YEAR = 365 * 24 * 60 * 60
_BARS = Choice("bars", BARS)
_LONGEST_PERIOD = 100  # of a period that stays in its box

Value = TypeVar("Value")

preferences = Blueprint("preferences", __name__)


@dataclass(frozen=True)
class PageParameters(Parameters):
    """The parameters of a page: near-duplicates are grouped unless the address says otherwise.

    `usual` is the language of an address that names none, or "" if every address is to name one.
    `problems` are what was asked for and could not be understood, for which defaults stand; the
    page says so, and `when` is such a period as it was typed. `bars` is what the bars above a list
    tell of articles, one of `BARS`.
    """

    group: bool = True
    usual: str = LANGUAGES[0]
    problems: tuple[BadParameterError, ...] = ()
    when: str = ""
    bars: str = BARS[0]

    def to_args(self) -> dict[str, Any]:
        """What goes into an address: everything that is not as by default."""
        args = super().to_args()
        return args if self.bars == BARS[0] else {**args, "bars": self.bars}

    def beside_form(self, days: str) -> list[tuple[str, str]]:
        """What the form keeps unseen; without `days`, which say them, also the ends of a period."""
        args = self.to_args()
        names = (*_UNSEEN, *(() if days else ("since", "until")))
        return [(name, str(args[name])) for name in names if name in args]

    @property
    def default(self) -> PageParameters:
        """What an address without parameters asks for."""
        return _default(self.usual)


@cache
def _default(usual: str) -> PageParameters:
    return PageParameters(lang=usual, usual=usual)


def read_page(args: MultiDict[str, str]) -> PageParameters:
    """The parameters of a request for a page.

    Beside those of the API, `when` is a period in people's own words, which sets both days. What
    cannot be understood is left at its default, and told by `problems`.
    """
    problems = Problems()
    read = {one.name: problems.caught(one.read, args) for one in SHARED if one.name in args}
    given: dict[str, Any] = {name: value for name, value in read.items() if value is not None}
    if not text_of(args, "group").strip():
        given["group"] = PageParameters.group
    when = text_of(args, "when").strip()
    if when and (days := problems.caught(_days, when)) is not None:
        given["since"], given["until"] = days
        given["undated"] = False
        when = ""
    bars = problems.caught(_BARS.read, args) or BARS[0]
    lang, usual = _language(args)
    told = {"problems": problems.found, "when": when[:_LONGEST_PERIOD], "bars": bars}
    given.update(lang=lang, usual=usual, **told)
    return PageParameters(**given)


class Problems:
    """Catches what parameters cannot be, so that a page can tell it and be shown all the same."""

    def __init__(self, found: tuple[BadParameterError, ...] = ()) -> None:
        """`found` are problems that were caught before."""
        self.found = found

    def caught(self, read: Callable[[Any], Value], given: Any) -> Value | None:
        """What `read` makes of what was given, or None where it cannot be read."""
        try:
            return read(given)
        except BadParameterError as problem:
            self.found = (*self.found, problem)
            return None


def only_language() -> PageParameters:
    """The front page in the language of the current request, whatever else that asks for."""
    lang, usual = _language(request.args)
    return PageParameters(lang=lang, usual=usual)


def _language(args: MultiDict[str, str]) -> tuple[str, str]:
    """The language of a page, and that of the addresses on it that name none."""
    said = text_of(args, "lang").strip()
    if said in LANGUAGES:
        return said, ""
    kept = text_of(request.cookies, "lang")
    usual = kept if kept in LANGUAGES else current_configuration().language
    return usual, usual


def _days(when: str) -> tuple[date | None, date | None]:
    """The first and the last day of a period; None for an open end."""
    try:
        first, last = parse_period(when)
    except ValueError:
        raise BadParameterError("when", when, "wanted.day") from None
    return None if first == date.min else first, None if last == date.max else last


@preferences.get("/theme/<any(light, dark, auto):theme>")
def choose_theme(theme: str) -> BaseResponse:
    """Remember a theme (`auto`: that of the reader's system) and go on to `next`, a local path."""
    response = _going_on()
    if theme == _AUTO:
        response.delete_cookie("theme", samesite="Lax")
    else:
        _remember(response, "theme", theme)
    return response


@preferences.get("/list/<any(compact, detailed):kind>")
def choose_list(kind: str) -> BaseResponse:
    """Remember how much lists tell of an article, and go on to `next`, a local path."""
    response = _going_on()
    _remember(response, "list", kind)
    return response


def _going_on() -> BaseResponse:
    """The way to the page that `next` names. Raises BadParameterError if that is elsewhere."""
    following = request.args.get("next", "") or url_for("pages.search")
    if not _is_local(following):
        raise BadParameterError("next", following, "wanted.path")
    return redirect(following, 303)


def _is_local(path: str) -> bool:
    """Whether an address leads to this host, however a browser reads it."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def _remember(response: BaseResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="Lax")


@preferences.app_template_global()
def chosen_theme() -> str:
    """The theme that the reader chose, or nothing: then it is the system's."""
    kept = text_of(request.cookies, "theme")
    return kept if kept in THEMES else ""


@preferences.app_template_global()
def chosen_list() -> str:
    """How much the reader's lists tell of an article: one of `LISTS`."""
    kept = text_of(request.cookies, "list")
    return kept if kept in LISTS else LISTS[0]


@preferences.app_template_global()
def here() -> str:
    """The address of the current page; the front if there is no such page."""
    if request.endpoint is None:
        return url_for("pages.search")
    path = url_for(request.endpoint, **(request.view_args or {}))
    query = quote(request.query_string, safe=string.punctuation)
    return f"{path}?{query}" if query else path


@preferences.after_app_request
def remember_language(response: Response) -> Response:
    """Keep the language that a page was asked for in; tell caches that pages depend on it."""
    if response.mimetype != "text/html":
        return response
    response.vary.add("Cookie")
    said = text_of(request.args, "lang").strip()
    if said in LANGUAGES and said != request.cookies.get("lang"):
        _remember(response, "lang", said)
    return response
