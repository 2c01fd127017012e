"""The page of results as a workbench: where things stand, and what a mouse and a wide screen do."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

pytest.importorskip("selenium")
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

# Where the first headline begins, and how many hits are whole on the first screen.
PLACES = """
const hits = [...document.querySelectorAll(".hit")].map((hit) => hit.getBoundingClientRect());
const first = document.querySelector(".hit .headline").getBoundingClientRect();
return [first.top, hits.filter((hit) => hit.bottom <= innerHeight).length];
"""
# The least height of a line, in heights of its letters, where text can wrap.
TIGHTEST = """
const lines = [...document.querySelectorAll("h1, h2, h3, p, li, dd, td, a")]
  .filter((one) => one.textContent.trim() && getComputedStyle(one).whiteSpace !== "nowrap")
  .map((one) => getComputedStyle(one))
  .map((style) => parseFloat(style.lineHeight) / parseFloat(style.fontSize));
return Math.min(...lines);
"""


def sized(browser: WebDriver, width: int, height: int) -> None:
    size = {"width": width, "height": height}
    metrics = {**size, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def until(browser: WebDriver, script: str) -> None:
    """Wait until a script says that it is so."""
    WebDriverWait(browser, 20).until(lambda b: b.execute_script(f"return {script}"))


@pytest.mark.parametrize(("size", "top", "whole"), [((1280, 800), 260, 4), ((390, 844), 300, 1)])
def test_hits_begin_high_on_the_first_screen(
    browser: WebDriver, server: str, size: tuple[int, int], top: int, whole: int
) -> None:
    sized(browser, *size)
    browser.get(f"{server}/?q=muc+nuoc+ho+chua")
    begins, shown = browser.execute_script(PLACES)
    assert begins <= top
    assert shown >= whole


@pytest.mark.parametrize(("size", "top"), [((1280, 800), 260), ((390, 844), 300)])
def test_the_page_of_a_name_is_offered_above_hits_that_begin_as_high(
    browser: WebDriver, server: str, size: tuple[int, int], top: int
) -> None:
    sized(browser, *size)
    browser.get(f"{server}/?q=Bến+Trúc")
    assert browser.find_element(By.CSS_SELECTOR, ".found a[href^='/names/place/']").is_displayed()
    assert browser.execute_script(PLACES)[0] <= top


@pytest.mark.parametrize("path", ["/", "/?q=cau+ben+truc", "/articles/cau-ben-truc?q=cau", "/help"])
def test_lines_leave_room_for_marks_on_marks(browser: WebDriver, server: str, path: str) -> None:
    browser.get(server + path)
    assert browser.execute_script(TIGHTEST) > 1.349


def test_results_are_light_on_the_wire(client: FlaskClient) -> None:
    answer = client.get("/?q=dân+vận&match=any", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).startswith(b"<!doctype html>")
    assert len(answer.data) <= 9_000


def test_article_is_read_beside_the_list_on_a_wide_screen(browser: WebDriver, server: str) -> None:
    browser.get_log("browser")
    sized(browser, 2560, 1200)
    browser.get(f"{server}/?q=muc+nuoc")
    until(browser, "!!document.querySelector('.preview h2')")
    titles = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".hit .headline a")]
    assert browser.find_element(By.CSS_SELECTOR, ".preview h2").text == titles[0]
    browser.find_element(By.TAG_NAME, "body").send_keys("j")
    browser.switch_to.active_element.send_keys("j")
    until(browser, f"document.querySelector('.preview h2').textContent.trim() == `{titles[1]}`")
    assert browser.find_elements(By.CSS_SELECTOR, ".preview mark")
    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map((o) => o.id)")
    assert len(ids) == len(set(ids))
    pane = browser.find_element(By.CSS_SELECTOR, ".preview").rect
    listed = browser.find_element(By.ID, "main").rect
    assert pane["x"] >= listed["x"] + listed["width"]
    assert browser.get_log("browser") == []


def test_narrower_screens_fetch_no_article(browser: WebDriver, server: str) -> None:
    sized(browser, 1280, 800)
    browser.get(f"{server}/?q=muc+nuoc")
    browser.find_element(By.TAG_NAME, "body").send_keys("j")
    assert not browser.find_elements(By.CSS_SELECTOR, ".preview")


def test_values_of_a_facet_are_searched_in_place(browser: WebDriver, server: str) -> None:
    browser.get_log("browser")
    sized(browser, 1280, 800)
    browser.get(f"{server}/?q=muc+nuoc+ho+chua")
    field = browser.find_element(By.NAME, "find_source")
    field.send_keys("so 25")
    until(browser, "document.querySelectorAll('#facet-source li').length == 1")
    assert browser.switch_to.active_element.get_attribute("name") == "find_source"
    browser.find_element(By.CSS_SELECTOR, "#facet-source li a").click()
    until(browser, "!!document.querySelector('.chips')")
    asked = parse_qs(urlsplit(browser.current_url).query)
    assert asked == {"q": ["muc nuoc ho chua"], "source": ["Bản tin số 25"]}
    assert browser.get_log("browser") == []


def test_values_of_a_facet_are_searched_without_scripts(browser: WebDriver, server: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    sized(browser, 1280, 800)
    browser.get(f"{server}/?q=muc+nuoc+ho+chua")
    browser.find_element(By.NAME, "find_source").send_keys("so 25", Keys.ENTER)
    WebDriverWait(browser, 20).until(
        lambda b: len(b.find_elements(By.CSS_SELECTOR, "#facet-source li")) == 1
    )
    assert browser.find_element(By.NAME, "find_source").get_attribute("value") == "so 25"
    assert browser.find_element(By.NAME, "q").get_attribute("value") == "muc nuoc ho chua"


@pytest.mark.parametrize("without_scripts", [False, True])
def test_list_is_compact_or_detailed_as_one_likes(
    browser: WebDriver, server: str, without_scripts: bool
) -> None:
    disabled = {"value": without_scripts}
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", disabled)
    sized(browser, 1280, 800)
    browser.get(f"{server}/?q=cau+ben+truc")
    address = browser.current_url
    browser.find_element(By.CSS_SELECTOR, "[formaction$=detailed]").click()
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "#hits.detailed"))
    assert browser.current_url == address
    assert browser.find_elements(By.CSS_SELECTOR, ".hit .author")
    browser.find_element(By.CSS_SELECTOR, "[formaction$=compact]").click()
    WebDriverWait(browser, 20).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, "#hits:not(.detailed)")
    )


def test_long_query_leads_to_marked_articles_and_on(browser: WebDriver, server: str) -> None:
    browser.get_log("browser")
    sized(browser, 1280, 800)
    query = "Mực nước hồ chứa Khe Bạch sáng nay an toàn cho hạ du. " * 5
    browser.get(f"{server}/?match=any&q={query.strip()}")
    browser.find_element(By.CSS_SELECTOR, ".pages .step").click()
    until(browser, "location.search.includes('page=2')")
    link = browser.find_element(By.CSS_SELECTOR, ".hit .headline a")
    assert parse_qs(urlsplit(link.get_attribute("href")).query)["q"] == [query.strip()]
    link.click()
    until(browser, "!!document.querySelector('.reading .body mark')")
    assert browser.find_element(By.CSS_SELECTOR, ".back .place").text.startswith("Bài ")
    assert browser.get_log("browser") == []


def test_choice_of_the_mouse_is_asked_for_at_once(browser: WebDriver, server: str) -> None:
    sized(browser, 1280, 800)
    browser.get(f"{server}/?q=muc+nuoc")
    choose = """
    const field = document.getElementById("sort");
    if (arguments[0]) field.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));
    else field.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true}));
    field.value = "oldest";
    field.dispatchEvent(new Event("change", {bubbles: true}));
    """
    browser.execute_script(choose, False)
    browser.execute_async_script("setTimeout(arguments[0], 300)")
    assert "sort" not in browser.current_url
    browser.execute_script(choose, True)
    until(browser, "location.search.includes('sort=oldest')")
