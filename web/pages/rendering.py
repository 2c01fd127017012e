"""How pages are written: the templates, and what all of them may call."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template, url_for
from markupsafe import Markup

from index.articles import excerpts
from index.articles.article import Article
from index.articles.facets import FACETS
from search import Hit, Snippet
from search.choices import AUTO, MATCHES, PERIODS, SORTS
from search.display.sanitizing import window_title
from search.facets import LONGEST_VALUE
from web.pages.paging import sizes
from web.pages.periods import written_day
from web.parameters.asked import Parameters
from web.parameters.shared import SHOWN
from web.text import safe
from web.text.language import LANGUAGES, Language

_CONSTANTS = {
    **{"AUTO": AUTO, "MATCHES": MATCHES, "PERIODS": PERIODS, "SORTS": SORTS},
    **{"FACETS": FACETS, "LONGEST_VALUE": LONGEST_VALUE},
    **{"LANGUAGES": LANGUAGES, "SHOWN": SHOWN},
}


def register(app: Flask) -> None:
    """Let the templates of `app` call what they need, and print nothing that HTML cannot hold."""
    safe.register(app)
    for function in (
        *(search_url, help_url, article_url, title_html, snippet_html, cuts),
        *(window_title, excerpts.beginning, written_day),
    ):
        app.add_template_global(function)
    app.add_template_global(excerpts.names, "short_names")
    app.add_template_global(sizes, "page_sizes")
    app.jinja_env.globals.update(_CONSTANTS)


def render(template: str, parameters: Parameters, **values: Any) -> str:
    """A page in the language of its parameters."""
    language = Language(parameters.lang)
    return render_template(template, parameters=parameters, language=language, t=language, **values)


def search_url(parameters: Parameters) -> str:
    """The address of a search."""
    return url_for("pages.search", **parameters.to_args())


def help_url(parameters: Parameters) -> str:
    """The address of the help page, in the language of an address."""
    return url_for("pages.help", **parameters.only_language.to_args())


def article_url(article: Article, parameters: Parameters, **portion: int) -> str:
    """The address of an article that was found by a search, and of the `portion` of a long one."""
    return url_for("pages.article", id=article.id, **{**parameters.to_args(), **portion})


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
