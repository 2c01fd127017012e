"""The addresses on a page are those that Flask makes, whatever is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as some

import web
from index.articles.article import Article
from search.choices import MATCHES, SORTS
from web.pages.addresses import fixed, url_with
from web.pages.periods import around
from web.pages.preferences import PageParameters
from web.pages.rendering import (
    article_json_url,
    article_url,
    citation_url,
    help_url,
    search_url,
)
from web.pages.targets import Addresses, Toggle, Within, leading
from web.parameters.asked import VALUES, Parameters
from web.text.language import LANGUAGES

_TEXT = some.text(some.characters(codec="utf-8"), max_size=20) | some.just("ả" * 300)
_VALUES = some.lists(_TEXT, max_size=3).map(tuple)
_DAYS = some.none() | some.dates() | some.datetimes(timezones=some.just(None))
ASKED = some.builds(
    PageParameters,
    q=_TEXT,
    page=some.integers(1, 1000),
    size=some.sampled_from([5, 10, 50]),
    sort=some.sampled_from(SORTS),
    since=_DAYS,
    until=_DAYS,
    added=some.sampled_from(["", "2021"]),
    category=_VALUES,
    author=_VALUES,
    match=some.sampled_from(MATCHES),
    group=some.booleans(),
    as_typed=some.booleans(),
    lang=some.sampled_from(LANGUAGES),
    usual=some.sampled_from(["", *LANGUAGES]),
)


@pytest.fixture(scope="module")
def app(archive_path: Any) -> Flask:
    return web.create_app(archive_path)


@given(asked=ASKED, id=some.text(min_size=1), root=some.sampled_from(["", "/kho", "/a/b"]))
def test_addresses_are_those_of_flask(
    app: Flask, asked: PageParameters, id: str, root: str
) -> None:
    args, article = asked.to_args(), Article(id=id, title="x", body="x")
    with app.test_request_context("/?q=x", environ_overrides={"SCRIPT_NAME": root}):
        assert search_url(asked) == url_for("pages.search", **args)
        assert url_with("api.search", args) == url_for("api.search", **args)
        assert article_url(article, asked) == url_for("pages.article", id=id, **args)
        portion = url_for("pages.article", id=id, **args, portion=2)
        assert article_url(article, asked, portion=2) == portion
        for suffix in ("bib", "ris"):
            assert citation_url(article, suffix) == url_for(f"pages.cite_{suffix}", id=id)
        own = url_for("api.article", id=id, **asked.to_api_args())
        assert article_json_url(article, asked) == own
        only = asked.only_language.to_args()
        assert help_url(asked) == url_for("pages.help", **only)
        for file in ("khobao.css", "khobao.js"):
            assert fixed("static", filename=file) == url_for("static", filename=file)


@given(
    asked=ASKED.map(lambda asked: asked.but(q=asked.q * 20)) | ASKED,  # buttons send long ones
    given=some.tuples(some.sampled_from(VALUES), _TEXT),
    day=some.dates(),
    root=some.sampled_from(["", "/kho"]),
)
def test_values_and_periods_lead_where_parameters_say(
    app: Flask, asked: PageParameters, given: tuple[str, str], day: date, root: str
) -> None:
    name, value = given
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        toggle = Toggle(Addresses(asked), name)
        for one in (value, *asked.values(name), *(each.upper() for each in asked.category)):
            assert toggle.target(one) == leading(asked.toggled(name, one), asked)
        for period in (around(day, every) for every in ("day", "month", "year")):
            assert Within(asked).target(period) == leading(period.within(asked), asked)


def test_one_application_tells_another_address_under_another_path(app: Flask) -> None:
    for root in ("", "/kho", "", "/khác"):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert fixed("pages.search") == url_for("pages.search")


def test_what_is_remembered_of_addresses_is_bounded(app: Flask) -> None:
    with app.test_request_context("/"):
        for number in range(3000):
            assert fixed("pages.search", q=str(number)) == f"/?q={number}"
    assert all(len(kept) <= 1000 for kept in app.extensions["khobao.addresses"].values())


def test_changed_parameters_are_new_ones_from_the_first_page_on() -> None:
    asked = PageParameters(q="a", page=3, author=("An",), usual="en")
    changed = asked.but(q="b", since=date(2021, 1, 2))
    assert changed == PageParameters(q="b", since=date(2021, 1, 2), author=("An",), usual="en")
    assert asked.but(page=4).page == 4
    assert (asked.q, asked.page, asked.since) == ("a", 3, None)
    with pytest.raises(TypeError):
        asked.but(querry="x")


def test_moment_of_a_filter_stands_in_an_address_as_it_was_given() -> None:
    asked = Parameters(since=datetime(2021, 1, 2, 3, 4))
    assert asked.to_args() == {"since": "2021-01-02T03:04:00"}
