"""The search page, and what all pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from index.articles import excerpts
from index.articles.article import Article
from search.query.help import SYNTAX
from web.archives import current_door
from web.article import reading
from web.http.parameters import Parameters
from web.http.preferences import read_page
from web.search import listing
from web.search.chart import chart
from web.text import texts
from web.text.language import Language

pages = Blueprint("pages", __name__)


pages.add_app_template_global(listing.sizes, "page_sizes")
pages.add_app_template_global(reading.cuts)
pages.add_app_template_global(reading.snippet_html)
pages.add_app_template_global(reading.title_html)
pages.add_app_template_global(texts.window_title)
pages.add_app_template_global(excerpts.beginning)
pages.add_app_template_global(excerpts.names, "short_names")


@pages.app_template_global()
def search_url(parameters: Parameters) -> str:
    """The address of a search."""
    return url_for("pages.search", **parameters.to_args())


@pages.app_template_global()
def help_url(parameters: Parameters) -> str:
    """The address of the help page, in the language of an address."""
    return url_for("pages.help", **parameters.only_language.to_args())


@pages.app_template_global()
def article_url(article: Article, parameters: Parameters, **pieces: int) -> str:
    """The address of an article that was found by a search, and of `pieces` of a long one."""
    return url_for("pages.article", id=article.id, **{**parameters.to_args(), **pieces})


@pages.get("/", endpoint="search")
def search_page() -> str:
    """The search box, and what was found; without a query the front of the archive."""
    parameters = read_page(request.args)
    with current_door().opened() as archive:
        results = archive.search(parameters.q, excerpts=True, **parameters.search_arguments())
        language = Language(parameters.lang)
        bars = chart(archive, results, parameters, language)
        if parameters.is_plain:
            years = [int(year) for year, _ in results.facets["year"]]
            return render("front.html", parameters, results=results, years=years, chart=bars)
        found_by: Parameters = parameters
        if results.is_corrected:
            found_by = parameters.but(q=results.suggestion, page=parameters.page)
        return render(  # here, since near-duplicates are read while the page is written
            "results.html",
            parameters,
            results=results,
            found_by=found_by,
            chart=bars,
            facets=listing.facets(results, parameters),
            chips=listing.chips(parameters, language),
            pager=listing.pager(results, parameters),
            notes=listing.notes(results, language),
            first_beyond=listing.first_beyond(results),
            unmarked=listing.unmarked(parameters.q),
            unquoted=listing.unquoted(parameters.q),
        )


@pages.get("/help", endpoint="help")
def help_page() -> str:
    """What can be typed into the box, by example."""
    return render("help.html", read_page(request.args), rows=SYNTAX)


def render(template: str, parameters: Parameters, **values: Any) -> str:
    """A page in the language of its parameters."""
    language = Language(parameters.lang)
    return render_template(template, parameters=parameters, language=language, t=language, **values)
