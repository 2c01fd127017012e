"""The theme, the page's own parameters, and the help page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from helpers.pages import Visit

from search.query.help import SYNTAX


def sheets(page: Any) -> dict[str, str | None]:
    """The style sheets of a page, without the fingerprints of their contents."""
    links = page.all("link", rel="stylesheet")
    return {one["href"].partition("?")[0]: one.get("media") for one in links}


def test_theme_follows_the_system_until_one_is_chosen(visit: Visit, client: FlaskClient) -> None:
    assert sheets(visit())["/static/dark.css"] == "(prefers-color-scheme: dark)"
    answer = client.get("/theme/dark", query_string={"next": "/?q=dan+van&page=2"})
    assert answer.status_code == 303
    assert answer.location == "/?q=dan+van&page=2"
    assert sheets(visit())["/static/dark.css"] is None
    client.get("/theme/light")
    page = visit()
    assert "/static/dark.css" not in sheets(page)
    assert page.one("meta", name="color-scheme")["content"] == "light"
    assert page.one("form", class_="switch")["action"] == "/theme/auto"
    assert page.all("button", class_="to-auto")
    client.get("/theme/auto")
    page = visit()
    assert sheets(page)["/static/dark.css"] == "(prefers-color-scheme: dark)"
    assert page.all("button", class_="to-auto") == []


def test_theme_cookie_is_for_this_site_and_no_script(client: FlaskClient) -> None:
    cookie = client.get("/theme/dark").headers["Set-Cookie"]
    for attribute in ("theme=dark", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="):
        assert attribute in cookie


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"),
        *("/\t/evil.example", "\\\\evil.example", " //evil.example", "evil", "/\n/evil.example"),
    ],
)
def test_theme_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    answer = client.get("/theme/dark", query_string={"next": target})
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_unknown_theme_is_404_and_a_strange_cookie_is_nothing(
    visit: Visit, client: FlaskClient
) -> None:
    assert client.get("/theme/pink").status_code == 404
    client.set_cookie("theme", '"><script>')
    client.set_cookie("lang", "xx")
    page = visit()
    assert page.one("html")["lang"] == "vi"
    assert sheets(page)["/static/dark.css"] == "(prefers-color-scheme: dark)"


@pytest.mark.parametrize("path", ["/?q=c%E1%BA%A7u&category=Kinh+t%E1%BA%BF&page=1", "/help"])
def test_theme_switch_comes_back_to_the_page(visit: Visit, client: FlaskClient, path: str) -> None:
    assert visit(path).one("button", class_="to-dark")["formaction"] == "/theme/dark"
    assert visit(path).one("input", name="next")["value"] == path
    answer = client.get("/theme/dark", query_string={"next": path})
    assert answer.location == path


def test_theme_switch_comes_back_to_any_article(
    visit: Visit, articles: dict[str, dict[str, Any]], odd_id: str
) -> None:
    title = articles[odd_id]["title"]
    address = visit(q=title, match="all", size=50).link(title)
    back = visit(address).one("input", name="next")["value"]
    assert visit(back).texts("h1") == [title]


def test_period_in_words_sets_both_days(visit: Visit) -> None:
    page = visit(q="dân vận", when="tháng 6/2022", since="2001-01-01")
    assert page.ids == ["hoi-nghi-dan-van"]
    assert page.one("input", name="when")["value"] == "6/2022"
    assert page.link("Bỏ “Thời gian: tháng 6/2022”")
    opened = visit(q="dân vận", when="từ 2022")
    assert opened.one("input", name="when")["value"] == "từ 1/1/2022"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("năm 2022", {"vi": "2022"}),
        ("quý II/2022", {"vi": "từ 1/4/2022 đến 30/6/2022", "en": "from 1/4/2022 until 30/6/2022"}),
        ("30/6/2022", {"vi": "30/6/2022"}),
        ("trước 2022", {"vi": "đến 31/12/2021", "en": "until 31/12/2021"}),
    ],
)
def test_box_of_the_period_says_what_it_understood_and_reads_that_again(
    visit: Visit, said: str, shown: dict[str, str], lang: str
) -> None:
    page = visit(q="dân vận", match="any", when=said, lang=lang)
    written = page.one("input", name="when")["value"]
    assert written == shown.get(lang, shown["vi"])
    again = visit(q="dân vận", match="any", when=written, lang=lang)
    assert again.ids == page.ids
    assert again.one("input", name="when")["value"] == written


def test_moments_that_are_filters_stay_with_the_form(visit: Visit) -> None:
    page = visit(q="dân vận", match="any", since="2022-06-30T07:00:00+07:00")
    assert page.one("input", name="when")["value"] == ""
    assert page.one("input", name="since", type="hidden")["value"] == "2022-06-30T07:00:00+07:00"


def test_list_that_was_chosen_is_that_of_all_pages(visit: Visit, client: FlaskClient) -> None:
    page = visit(q="cầu Bến Trúc")
    assert page.one("button", formaction="/list/compact")["aria-current"] == "true"
    assert len(page.all("ul", class_="snippets")) == len(page.all(class_="snippets"))
    answer = client.get("/list/detailed", query_string={"next": "/?q=a"})
    assert (answer.status_code, answer.location) == (303, "/?q=a")
    assert visit(q="cầu").one("button", formaction="/list/detailed")["aria-current"] == "true"
    assert client.get("/list/detailed", query_string={"next": "//a.example"}).status_code == 400
    assert client.get("/list/other").status_code == 404
    client.set_cookie("list", "other")
    assert visit(q="cầu").one("button", formaction="/list/compact")["aria-current"] == "true"


def test_period_that_is_none_is_told_and_stays_in_its_box(visit: Visit) -> None:
    page = visit(q="dân vận", when="hôm nọ <b>", category="Chính trị")
    assert page.status == 200
    assert "Không hiểu “hôm nọ <b>” ở mục “Thời gian”" in page.text
    assert page.one("input", name="when")["value"] == "hôm nọ <b>"
    assert page.all("li", class_="hit")
    assert "when" not in page.link("Chính trị")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_shows_every_example_as_a_search(visit: Visit, lang: str) -> None:
    page = visit("/help", lang=lang)
    codes = page.texts("code")
    assert codes == [example for row in SYNTAX for example in row.examples]
    meanings = page.texts("dd")
    assert meanings == [" ".join((row.vi if lang == "vi" else row.en).split()) for row in SYNTAX]
    for example in codes:
        asked = parse_qs(urlsplit(page.link(example)).query)
        assert asked == {"q": [example], "lang": [lang]}
        assert visit(page.link(example)).status == 200


def test_help_is_linked_beside_the_box_in_its_language(visit: Visit) -> None:
    assert visit(q="dan van").link("Cách tìm") == "/help"
    assert visit(lang="en").link("How to search") == "/help?lang=en"
