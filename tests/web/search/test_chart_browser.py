"""The chart as a control: by mouse, touch and keyboard, and without scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

FIRST, LAST = 2015, 2022  # the years of the test archive


def place(browser: WebDriver, year: int) -> tuple[int, int]:
    """Where the middle of a year's bar is in the window."""
    box = browser.find_element(By.CSS_SELECTOR, "svg.chart").rect
    scrolled = browser.execute_script("return scrollY")
    slot = box["width"] / (LAST - FIRST + 1)
    return int(box["x"] + (year - FIRST + 0.5) * slot), int(box["y"] - scrolled + 30)


def days(browser: WebDriver) -> tuple[str, str]:
    """The days that the address of the page has, once it has any."""

    def read(browser: WebDriver) -> Any:
        asked = parse_qs(urlsplit(browser.current_url).query)
        return "since" in asked and (asked["since"][0], asked["until"][0])

    return WebDriverWait(browser, 20).until(read)  # type: ignore[no-any-return]


def readout(browser: WebDriver) -> str:
    return str(browser.find_element(By.CSS_SELECTOR, ".readout").text)


def test_a_range_is_dragged(browser: WebDriver, server: str) -> None:
    browser.get(f"{server}/?match=any&lang=en")
    start, end = place(browser, 2017), place(browser, 2019)
    mouse = ActionChains(browser, duration=50)
    mouse.w3c_actions.pointer_action.move_to_location(*end).pointer_down()
    mouse.w3c_actions.pointer_action.move_to_location(*start)
    mouse.perform()
    assert readout(browser).startswith("2017 – 2019: ")
    mouse = ActionChains(browser)
    mouse.w3c_actions.pointer_action.pointer_up()
    mouse.perform()
    assert days(browser) == ("2017-01-01", "2019-12-31")
    assert parse_qs(urlsplit(browser.current_url).query)["lang"] == ["en"]
    assert browser.get_log("browser") == []


def test_the_last_bar_ends_with_its_last_day(browser: WebDriver, server: str) -> None:
    browser.get(f"{server}/?when=tháng 3/2017")
    measured = """
        const chart = document.querySelector("svg.chart");
        chart.scrollIntoView({block: "center"});
        const box = chart.getBoundingClientRect();
        return [box.left, box.width, box.top];
    """
    left, width, top = browser.execute_script(measured)
    mouse = ActionChains(browser, duration=50)
    for n, move in ((24.5, "pointer_down"), (30.5, "pointer_up")):
        at = int(left + n * width / 31), int(top + 30)
        mouse.w3c_actions.pointer_action.move_to_location(*at)
        getattr(mouse.w3c_actions.pointer_action, move)()
    mouse.perform()
    WebDriverWait(browser, 20).until(lambda b: "when" not in b.current_url)
    assert days(browser) == ("2017-03-25", "2017-03-31")


def test_a_finger_chooses_a_range_and_still_scrolls(browser: WebDriver, server: str) -> None:
    metrics = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        browser.get(f"{server}/?match=any&q=")
        browser.get(f"{server}/")
        chart = browser.find_element(By.CSS_SELECTOR, "svg.chart")
        assert chart.value_of_css_property("touch-action") == "pan-y"

        def touch(kind: str, *points: tuple[int, int]) -> None:
            told = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
            browser.execute_cdp_cmd("Input.dispatchTouchEvent", told)

        touch("touchStart", place(browser, 2016))
        touch("touchMove", place(browser, 2018))
        touch("touchMove", place(browser, 2020))
        touch("touchEnd")
        assert days(browser) == ("2016-01-01", "2020-12-31")
    finally:
        browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_keys_go_from_bar_to_bar_and_choose_a_range(browser: WebDriver, server: str) -> None:
    browser.get(server)
    stops = "return document.querySelectorAll('svg.chart a[tabindex=\"0\"]').length"
    assert browser.execute_script(stops) == 1
    usual = readout(browser)
    browser.execute_script("document.querySelector('svg.chart a[tabindex=\"0\"]').focus()")
    assert readout(browser).startswith("2015: ")
    ActionChains(browser).send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT).perform()
    assert readout(browser).startswith("2017: 25 ")
    shift = ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.ARROW_RIGHT * 2)
    shift.key_up(Keys.SHIFT).perform()
    assert readout(browser).startswith("2017 – 2019: ")
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert readout(browser) == usual
    shift = ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.ARROW_LEFT)
    shift.key_up(Keys.SHIFT).send_keys(Keys.ENTER).perform()
    assert days(browser) == ("2018-01-01", "2019-12-31")


def test_values_are_told_where_the_mouse_is(browser: WebDriver, server: str) -> None:
    browser.get(server)
    usual = readout(browser)
    mouse = ActionChains(browser)
    mouse.w3c_actions.pointer_action.move_to_location(*place(browser, 2017))
    mouse.perform()
    assert readout(browser).startswith("2017: 25 ")
    ActionChains(browser).move_to_element(browser.find_element(By.CSS_SELECTOR, "h1")).perform()
    assert readout(browser) == usual


def test_bars_are_links_without_scripts(browser: WebDriver, server: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(server)
    (bar,) = browser.find_elements(By.CSS_SELECTOR, 'svg.chart a[aria-label^="2017:"]')
    assert bar.find_element(By.TAG_NAME, "title").get_attribute("textContent") == "2017: 25 bài"
    ActionChains(browser).move_to_element(bar).click().perform()
    assert days(browser) == ("2017-01-01", "2017-12-31")
