"""How pages are written: the templates, and what all of them may call."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, render_template, stream_template
from markupsafe import Markup

from index.articles import excerpts
from index.articles.article import Article
from index.articles.facets import FACETS
from search import Hit, Snippet
from search.choices import AUTO, MATCHES, PERIODS, SORTS
from search.display.sanitizing import window_title
from search.facets import LONGEST_VALUE
from web.pages.addresses import extended, fixed, url_with
from web.pages.calling import DirectContext
from web.pages.periods import written
from web.pages.preferences import BARS, LISTS, chosen_list
from web.parameters.asked import VALUES, Parameters
from web.parameters.ids import in_address
from web.parameters.shared import MOST_IN_WORKBOOK, SHOWN
from web.parameters.types import BadParameterError
from web.pictures.figure import HEIGHT, WIDTH
from web.text import safe
from web.text.language import LANGUAGES, Language, language_of

# The keys of `static/keys.js`, each line with a message `keys.` and its number.
_KEYS = ("/", "j k", "o Enter", "s", "n p", "← →", "?")
_CONSTANTS = {
    **{"AUTO": AUTO, "BARS": BARS, "MATCHES": MATCHES, "PERIODS": PERIODS, "SORTS": SORTS},
    **{"LONGEST_VALUE": LONGEST_VALUE, "MOST_IN_WORKBOOK": MOST_IN_WORKBOOK, "VALUES": VALUES},
    **{
        "PICTURE": (WIDTH, HEIGHT),
        "KEYS": _KEYS,
        "LANGUAGES": LANGUAGES,
        "LISTS": LISTS,
        "SHOWN": SHOWN,
    },
}
_ANY_ID = "id-of-an-article"


def register(app: Flask) -> None:
    """Let the templates of `app` call what they need, and print nothing that HTML cannot hold."""
    safe.register(app)
    app.jinja_env.context_class = DirectContext
    for function in (
        *(search_url, search_args, help_url, url_with, article_url, article_urls),
        *(article_json_url, citation_url),
        *(title_html, snippet_html, cuts, filled),
        *(window_title, excerpts.beginning, written),
    ):
        app.add_template_global(function)
        app.add_template_filter(function)  # which is called in half the time
    app.add_template_filter(told_problem)
    app.add_template_global(excerpts.names, "short_names")
    app.add_template_global(fixed, "url_for")
    app.jinja_env.globals.update(_CONSTANTS)


def render(template: str, parameters: Parameters, **values: Any) -> str:
    """A page in the language of its parameters."""
    return render_template(template, **_told(parameters, values))


def streamed(template: str, parameters: Parameters, **values: Any) -> Response:
    """A page that is sent as it is written: what it loops over is worked out meanwhile.

    It is kept by nobody, for it may end before its end.
    """
    response = Response(stream_template(template, **_told(parameters, values)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(parameters: Parameters, values: Mapping[str, Any]) -> dict[str, Any]:
    language = language_of(parameters.lang)
    told = {"language": language, "t": language, "detailed": chosen_list() == "detailed"}
    return {"parameters": parameters, **told, **values}


_LABELS = {
    **{name: f"form.{name}" for name in ("since", "until", "sort", "match", "group")},
    **{facet: f"facet.{facet}" for facet in FACETS},
    "when": "form.period",
}


def told_problem(problem: BadParameterError, language: Language) -> str:
    """What of an address or a form was not understood, in words: where, what, and what would be."""
    label = _LABELS.get(problem.parameter)
    name = language(label) if label else problem.parameter
    wanted = language(problem.wanted, **problem.values)
    return language("error.in_place", name=name, value=problem.value, wanted=wanted)


def search_url(parameters: Parameters) -> str:
    """The address of a search."""
    return url_with("pages.search", parameters.to_args())


def search_args(parameters: Parameters, page: Parameters) -> str:
    """What the address of a search asks for but for the query, if that is the one of a page."""
    args = parameters.to_args()
    if parameters.q == page.q:
        args.pop("q", None)
    return extended("", args).removeprefix("?")


def help_url(parameters: Parameters) -> str:
    """The address of the help page, in the language of an address."""
    return url_with("pages.help", parameters.only_language.to_args())


def article_url(article: Article, parameters: Parameters, **beside: int | str) -> str:
    """The address of an article that was found by a search; `beside` are parameters of its own."""
    return extended(_place("pages.article", article), {**parameters.to_args(), **beside})


def article_urls(parameters: Parameters) -> Callable[[Article], str]:
    """What gives `article_url` of each of many articles that were found by one search."""
    before, _, after = fixed("pages.article", id=_ANY_ID).rpartition(_ANY_ID)
    after = extended(after, parameters.to_args())

    def url(article: Article) -> str:
        return f"{before}{in_address(article.id)}{after}"

    return url


def citation_url(article: Article, suffix: str) -> str:
    """The address of an article's entry for lists of references: `bib` or `ris`."""
    return _place(f"pages.cite_{suffix}", article)


def article_json_url(article: Article, parameters: Parameters) -> str:
    """The address of an article in the API."""
    return extended(_place("api.article", article), parameters.to_api_args())


def _place(endpoint: str, article: Article) -> str:
    """An address that has an article's id in it."""
    before, _, after = fixed(endpoint, id=_ANY_ID).rpartition(_ANY_ID)
    return before + in_address(article.id) + after


def filled(pattern: Markup, **values: str) -> Markup:
    """A piece of a page with values in place of the `{names}` in it.

    It takes a tenth of the time that the template takes which wrote it.
    """
    return Markup(str.format(pattern, **{name: html.escape(one) for name, one in values.items()}))


def title_html(hit: Hit) -> Markup:
    """A hit's title, its matches marked."""
    return Markup(hit.title_html())


def snippet_html(snippet: Snippet) -> Markup:
    """A snippet, its matches marked."""
    return Markup(snippet.html())


def cuts(snippet: Snippet) -> str:
    """Where a snippet was cut out of a sentence, as classes: `cut-before`, `cut-after`."""
    before = "cut-before" if snippet.is_cut_before else ""
    after = "cut-after" if snippet.is_cut_after else ""
    return f"{before} {after}".strip()
