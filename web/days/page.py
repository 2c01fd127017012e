"""The pages of years, months and days, and of one day in all years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import NotFound

from index.articles.article import Article
from search import Archive, Results
from search.query.calendar_units import month, year
from search.query.periods import today_here
from web.archives import current_door
from web.days.calendar import months, next_day, weeks, years
from web.pages.addresses import extended, fixed
from web.pages.filters import chips, spelled
from web.pages.preferences import PageParameters, read_page
from web.pages.rendering import render
from web.parameters.asked import Parameters
from web.text.language import language_of

_ARTICLES = 200
_OF_A_YEAR = 3  # of the same day in earlier ones
_SOURCES = 24


def register(app: Flask) -> None:
    """Let `app` answer days here."""
    app.add_template_global(day_url)
    number, of, on = (
        f"<int(min=1, max={most}):{name}>"
        for name, most in (("number", date.max.year), ("of", 12), ("on", 31))
    )
    app.add_url_rule("/days", "pages.days", years_page)
    app.add_url_rule(f"/days/{number}", "pages.days_of_year", year_page)
    app.add_url_rule(f"/days/{number}/{of}", "pages.days_of_month", month_page)
    app.add_url_rule(f"/days/{number}/{of}/{on}", "pages.day", day_page)
    app.add_url_rule("/this-day", "pages.this_day", this_day_page)
    app.add_url_rule(f"/this-day/{of}/{on}", "pages.this_day_of", this_day_page)


def day_url(endpoint: str, parameters: Parameters, **parts: int) -> str:
    """The address of one of these pages, in a language and narrowed by values of facets."""
    return extended(fixed(endpoint, **parts), parameters.to_args())


def _read(archive: Archive) -> PageParameters:
    """The language and the values of facets that are asked for; nothing else narrows days."""
    given = spelled(read_page(request.args), archive)
    plain = given.only_language
    assert isinstance(plain, PageParameters)
    return plain._with(  # type: ignore[return-value]
        {"source": given.source, "category": given.category, "problems": given.problems}
    )


def _page(parameters: PageParameters, mode: str, **told: Any) -> str:
    language = language_of(parameters.lang)
    named = chips(parameters.but(since=None, until=None), language)
    return render("days.html", parameters, mode=mode, chips=named, **told)


def years_page() -> str:
    """All years, each with its months."""
    with current_door().opened() as archive:
        parameters = _read(archive)
        found = years(archive, parameters.selection)
        sources = _sources(archive, parameters)
    return _page(parameters, "years", years=found, sources=sources)


def year_page(number: int) -> str:
    """The months of a year."""
    whole = year(number)
    with current_door().opened() as archive:
        parameters = _read(archive)
        narrowed = parameters.but(since=whole.first, until=whole.last)
        found = months(archive, number, narrowed.selection)
        sources = _sources(archive, narrowed)
    return _page(parameters, "year", year=number, months=found, sources=sources)


def month_page(number: int, of: int) -> str:
    """The days of a month, as a calendar has them."""
    first = _date(number, of, 1)
    whole = month(number, of)
    with current_door().opened() as archive:
        parameters = _read(archive)
        narrowed = parameters.but(since=whole.first, until=whole.last)
        found = weeks(archive, number, of, narrowed.selection)
        sources = _sources(archive, narrowed)
        around = _around(archive, parameters, whole.first, whole.last)
    return _page(parameters, "month", first=first, weeks=found, sources=sources, around=around)


def day_page(number: int, of: int, on: int) -> str:
    """The articles of a day, by paper."""
    day = _date(number, of, on)
    with current_door().opened() as archive:
        parameters = _read(archive)
        narrowed = parameters.but(since=day, until=day)
        found = _articles(archive, narrowed, _ARTICLES)
        around = _around(archive, parameters, day, day)
    papers = [(source, [*articles]) for source, articles in groupby(_by_source(found), _source)]
    counts = dict(found.facets["source"])
    return _page(
        parameters,
        "day",
        day=day,
        found=found,
        papers=papers,
        counts=counts,
        narrowed=narrowed,
        around=around,
    )


def this_day_page(of: int = 0, on: int = 0) -> str:
    """One day of the year, today's unless told, in every year that has articles of it."""
    today = today_here()
    if not of:
        of, on = today.month, today.day
    _date(2000, of, on)  # of a leap year, which has all days
    with current_door().opened() as archive:
        parameters = _read(archive)
        numbers = [one.number for one in years(archive, parameters.selection)]
        found = [*_each_year(archive, parameters, numbers, of, on)]
    return _page(parameters, "this_day", of=date(2000, of, on), found=found, today=today)


def _each_year(
    archive: Archive, parameters: Parameters, numbers: list[int], of: int, on: int
) -> Iterator[tuple[date, Results]]:
    for number in numbers:
        try:
            day = date(number, of, on)
        except ValueError:  # 29 February
            continue
        found = _articles(archive, parameters.but(since=day, until=day), _OF_A_YEAR)
        if found.total:
            yield day, found


def _date(number: int, of: int, on: int) -> date:
    """The day. Raises NotFound."""
    try:
        return date(number, of, on)
    except ValueError:
        raise NotFound from None


def _articles(archive: Archive, narrowed: Parameters, limit: int) -> Results:
    return archive.search(
        limit=limit, sort="oldest", snippets=False, excerpts=True, selection=narrowed.selection
    )


def _sources(archive: Archive, narrowed: Parameters) -> list[tuple[str, int]]:
    """The papers with the most articles in a period, whichever of them is chosen."""
    found = archive.search(limit=0, snippets=False, selection=narrowed.selection)
    return found.facets["source"][:_SOURCES]


def _source(article: Article) -> str:
    return article.source


def _by_source(found: Results) -> list[Article]:
    order = {value: n for n, (value, _) in enumerate(found.facets["source"])}
    articles = [hit.article for hit in found]
    return sorted(articles, key=lambda one: (not one.source, order.get(one.source, 0), one.source))


def _around(
    archive: Archive, parameters: Parameters, first: date, last: date
) -> tuple[date | None, date | None]:
    """The last day with articles before a period, and the first one after it."""
    before = after = None
    if first > date.min:
        earlier = parameters.but(until=first - timedelta(days=1))
        before = next_day(archive, earlier.selection, "newest")
    if last < date.max:
        later = parameters.but(since=last + timedelta(days=1))
        after = next_day(archive, later.selection, "oldest")
    return before, after
