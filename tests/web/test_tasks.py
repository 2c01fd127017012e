"""What people come for, each with as few clicks and presses as it may take.

A click, a press of a key and a drag count one each; what is typed into a box does not count, the
Enter behind it does. What is promised without scripts is done without them as well. Thirty articles
read by keyboard are in `test_keyboard`, the filters of a phone in `test_browser`.
"""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from python_calamine import CalamineWorkbook

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from search.query.periods import today_here

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

either_way = pytest.mark.parametrize("scripts", [True, False])


class Hand:
    """Clicks, presses and drags, and counts them."""

    def __init__(self, browser: WebDriver, server: str) -> None:
        self.browser = browser
        self.acts = 0
        self._server = server

    def starts(self, path: str, *, scripts: bool = True) -> None:
        """Open a page at the width of a desktop."""
        metrics = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        disabled = {"value": not scripts}
        self.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", disabled)
        self.browser.get(self._server + path)
        self.browser.get_log("browser")

    def sees(self, selector: str) -> Any:
        """The first such element in sight, once there is one."""

        def shown(browser: WebDriver) -> Any:
            found = browser.find_elements(By.CSS_SELECTOR, selector)
            return next((one for one in found if one.is_displayed()), None)

        return WebDriverWait(self.browser, 20).until(shown)

    def clicks(self, selector: str, text: str = "") -> Any:
        """Click the first such element with this text."""
        found = self.browser.find_elements(By.CSS_SELECTOR, selector)
        element = next(one for one in found if text in one.text and one.is_displayed())
        self.acts += 1
        element.click()
        return element

    def copies(self, selector: str) -> None:
        """Click a button that copies, and wait until it says that it has."""
        button = self.clicks(selector)
        WebDriverWait(self.browser, 20).until(
            lambda _: button.text == button.get_attribute("data-done")
        )

    def asks(self, text: str) -> None:
        """Type into what has the focus, and press Enter."""
        self.acts += 1
        box = self.browser.switch_to.active_element
        box.clear()
        box.send_keys(text, Keys.ENTER)

    def waits(self, *parts: str) -> dict[str, list[str]]:
        """What the address asks for, once these are parts of it."""
        WebDriverWait(self.browser, 20).until(
            lambda b: (
                all(part in b.current_url for part in parts) and b.find_elements(By.ID, "main")
            )
        )
        return parse_qs(urlsplit(self.browser.current_url).query)

    def gets(self, link: Any) -> bytes:
        """What a link leads to."""
        with urlopen(link.get_attribute("href"), timeout=60) as answer:
            return bytes(answer.read())


@pytest.fixture
def hand(browser: WebDriver, server: str) -> Hand:
    return Hand(browser, server)


@either_way
def test_a_half_remembered_headline_from_about_some_year(hand: Hand, scripts: bool) -> None:
    hand.starts("/", scripts=scripts)
    hand.asks("khoi cong cau muoi nam")
    hand.waits("q=khoi")
    hand.clicks("#when")
    hand.asks("khoảng 2021")
    hand.waits("2021")
    hand.clicks(".hit .headline a")
    assert hand.sees(".reading h1").text == "Khởi công cầu Bến Trúc sau mười năm chờ đợi"
    assert hand.acts <= 4


@either_way
def test_one_author_one_topic_one_quarter_for_a_spreadsheet(hand: Hand, scripts: bool) -> None:
    hand.starts("/", scripts=scripts)
    hand.asks("cầu")
    hand.waits("q=")
    hand.clicks("#facet-author li a", "Trịnh Quyên")
    hand.waits("author=")
    hand.clicks("#when")
    hand.asks("quý 3/2021")
    hand.waits("2021")
    hand.clicks(".doors summary")
    book = hand.gets(hand.clicks(".doors a", "Excel"))
    heading, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    )
    assert [row[heading.index("id")] for row in rows] == ["cau-ben-truc"]
    assert hand.acts <= 6


@either_way
def test_two_topics_over_the_years_as_a_picture(hand: Hand, scripts: bool) -> None:
    hand.starts("/", scripts=scripts)
    hand.asks("mực nước")
    hand.waits("q=")
    hand.clicks(".timeline figcaption > a")
    hand.waits("/compare")
    hand.clicks("#qB")
    hand.asks("dân vận")
    hand.waits("&q=")
    assert len(hand.browser.find_elements(By.CSS_SELECTOR, ".lines polyline")) == 2
    picture = hand.gets(hand.clicks(".csv a", "PNG"))
    assert picture.startswith(b"\x89PNG")
    assert hand.acts <= 5


@either_way
def test_cite_an_article(hand: Hand, scripts: bool) -> None:
    hand.starts("/articles/cau-ben-truc", scripts=scripts)
    field = hand.sees(".cite textarea")
    assert field.rect["y"] + field.rect["height"] <= 800  # without scrolling
    said = field.get_attribute("value")
    assert "Khởi công cầu Bến Trúc" in said
    assert str(today_here().year) in said  # the day of access
    if scripts:
        hand.copies(".cite [data-copied]")
    assert hand.acts <= 1


@either_way
def test_share_a_view(hand: Hand, scripts: bool) -> None:
    hand.starts("/?q=dan+van&source=Báo+Hà+Yên&sort=newest", scripts=scripts)
    hand.clicks(".doors summary")
    shown = hand.sees("#here").get_attribute("value")
    assert parse_qs(urlsplit(shown).query) == hand.waits("q=")
    if scripts:
        hand.copies(".doors [data-copied]")
    assert hand.acts <= 2


@either_way
def test_follow_a_topic(hand: Hand, scripts: bool) -> None:
    hand.starts("/?q=dan+van", scripts=scripts)
    hand.clicks(".doors summary")
    feed = hand.sees(".doors a[href^='/feed.atom']")
    assert b"<entry>" in hand.gets(feed)
    hand.clicks(".doors a[href^='/feed.atom']")
    assert hand.acts <= 2


@either_way
def test_two_sources_and_off_again(hand: Hand, scripts: bool) -> None:
    hand.starts("/?q=dan+van&match=any", scripts=scripts)
    for count, name in enumerate(("Báo Hà Yên", "Nhật báo Lam Khê"), 1):
        hand.clicks("#facet-source li a", name)
        WebDriverWait(hand.browser, 20).until(
            lambda b, n=count: len(b.find_elements(By.CSS_SELECTOR, "#facet-source .chosen")) == n
        )
    assert len(hand.waits("source=")["source"]) == 2
    hand.clicks(".chips .all a")
    WebDriverWait(hand.browser, 20).until(lambda b: "source=" not in b.current_url)
    assert hand.acts <= 3


def test_a_range_of_time_in_the_chart(hand: Hand) -> None:
    hand.starts("/?match=any&lang=en")
    chart = hand.sees("svg.chart").rect
    slot = chart["width"] / 8  # 2015 to 2022
    mouse = ActionChains(hand.browser, duration=50)
    pointer = mouse.w3c_actions.pointer_action
    pointer.move_to_location(int(chart["x"] + 2.5 * slot), int(chart["y"] + 30)).pointer_down()
    pointer.move_to_location(int(chart["x"] + 4.5 * slot), int(chart["y"] + 30)).pointer_up()
    hand.acts += 1
    mouse.perform()
    asked = hand.waits("since=")
    assert (asked["since"], asked["until"]) == (["2017-01-01"], ["2019-12-31"])
    assert hand.acts <= 1


def test_a_year_in_the_chart_without_scripts(hand: Hand) -> None:
    hand.starts("/", scripts=False)
    bar = hand.sees('svg.chart a[aria-label^="2017:"]')
    hand.acts += 1
    ActionChains(hand.browser).move_to_element(bar).click().perform()
    assert hand.waits("since=")["until"] == ["2017-12-31"]
    assert hand.acts <= 1


def test_collect_articles_and_take_them_along(hand: Hand) -> None:
    hand.starts("/?q=muc+nuoc")
    hand.browser.execute_script("localStorage.clear()")
    for key in ("j", "s", "j", "s"):
        hand.acts += 1
        hand.browser.switch_to.active_element.send_keys(key)
    ids = [
        one.get_attribute("data-collect")
        for one in hand.browser.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")
    ]
    assert len(ids) == 2
    hand.clicks("a[data-dossier]")
    WebDriverWait(hand.browser, 20).until(
        lambda b: len(b.find_elements(By.CSS_SELECTOR, ".collected li")) == 2
    )
    hand.acts += 1  # the button of a format, whose form is sent here
    form = hand.sees(".actions [name=format][value=xlsx]")
    address = hand.sees("#share").get_attribute("value")
    with urlopen(f"{address}&format={form.get_attribute('value')}", timeout=60) as answer:
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.read()))
    heading, *rows = book.get_sheet_by_index(0).to_python()
    assert [row[heading.index("id")] for row in rows] == ids
    assert hand.acts <= 6
    hand.browser.execute_script("localStorage.clear()")


@either_way
def test_what_came_in_since_yesterday(hand: Hand, scripts: bool) -> None:
    hand.starts("/", scripts=scripts)
    hand.clicks(".holdings a")
    hand.waits("/new")
    assert hand.browser.find_elements(By.CSS_SELECTOR, ".headlines li, .counts li")
    assert hand.acts <= 1


@either_way
def test_a_number_that_can_be_printed(hand: Hand, scripts: bool) -> None:
    hand.starts("/", scripts=scripts)
    hand.asks("mực nước hồ chứa")
    hand.waits("q=")
    link = next(
        one
        for one in hand.browser.find_elements(By.CSS_SELECTOR, ".found a")
        if "match=phrase" in one.get_attribute("href")
    )
    number = re.search(r"\d+", link.text)
    assert number
    hand.clicks(".found a", link.text)
    hand.waits("match=phrase")
    assert number[0] in hand.sees(".total strong").text
    assert hand.acts <= 2
