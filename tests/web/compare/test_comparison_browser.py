"""The lines as a control: values where the pointer or the focus is, and frames on other sites."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, request
from helpers.serving import Serve

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

PATH = "/compare?q=mực+nước+hồ+chứa&q=dân+vận&match=any&every=year&show=count&lang=en"
FOCUS = "document.querySelector('.lines a[tabindex=\"0\"]').focus()"


def readout(browser: WebDriver) -> str:
    return str(browser.find_element(By.CSS_SELECTOR, ".readout").text)


def test_arrow_keys_read_the_points_of_all_lines(browser: WebDriver, server: str) -> None:
    browser.get(server + PATH)
    stops = "return document.querySelectorAll('.lines a[tabindex=\"0\"]').length"
    assert browser.execute_script(stops) == 1
    browser.execute_script(FOCUS)
    first = readout(browser)
    assert first.startswith("A mực nước hồ chứa, 20")
    ActionChains(browser).send_keys(Keys.ARROW_DOWN).perform()
    assert readout(browser).startswith("B dân vận, 20")
    ActionChains(browser).send_keys(Keys.END).perform()
    last = readout(browser)
    assert last.startswith("B dân vận, 2022: ")
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    WebDriverWait(browser, 20).until(lambda b: "since=2022-01-01" in b.current_url)
    assert "until=2022-12-31" in browser.current_url
    assert browser.get_log("browser") == []


def test_the_mouse_reads_a_point_or_all_of_a_period(browser: WebDriver, server: str) -> None:
    browser.get(server + PATH)
    usual = readout(browser)
    point = browser.find_element(By.CSS_SELECTOR, '.lines [data-line="0"] circle')
    ActionChains(browser).move_to_element(point).perform()
    assert readout(browser).startswith("A mực nước hồ chứa, ")
    column = browser.find_elements(By.CSS_SELECTOR, ".lines .hovers use")[2]
    box = browser.execute_script("return arguments[0].getBoundingClientRect().toJSON()", column)
    mouse = ActionChains(browser)
    mouse.w3c_actions.pointer_action.move_to_location(int(box["left"] + 3), int(box["top"] + 8))
    mouse.perform()
    assert readout(browser).startswith("2017 · A: 25 ")
    assert " · B: " in readout(browser)
    ActionChains(browser).move_to_element(browser.find_element(By.TAG_NAME, "h1")).perform()
    assert readout(browser) == usual


def test_a_frame_shows_the_chart_where_the_owner_lets_it(
    browser: WebDriver, server: str, open_server: str, running: Serve
) -> None:
    other = Flask(__name__)

    @other.get("/")
    def framing() -> str:
        return f"<iframe src='{request.args['of']}/embed/compare?q=cau' width=600></iframe>"

    with running(other) as site:
        for host, is_shown in ((open_server, True), (server, False)):
            browser.get(f"http://127.0.0.1:{site.port}/?of={host}")
            browser.switch_to.frame(0)
            assert bool(browser.find_elements(By.CSS_SELECTOR, "svg polyline")) == is_shown
            browser.switch_to.default_content()
    browser.get_log("browser")
