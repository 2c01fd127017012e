"""The lines as a control: values where the pointer or the focus is, and frames on other sites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from helpers.serving import Serve

import web

pytest.importorskip("selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

axe = pytest.importorskip("axe_core_python.selenium")

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

PATH = "/compare?q=mực+nước+hồ+chứa&q=dân+vận&match=any&every=year&show=count&lang=en"
SERIOUS = ("serious", "critical")
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
    point = browser.find_element(By.CSS_SELECTOR, '.lines a[data-line="0"] circle')
    ActionChains(browser).move_to_element(point).perform()
    assert readout(browser).startswith("A mực nước hồ chứa, ")
    column = browser.find_elements(By.CSS_SELECTOR, ".lines .hover")[2]
    box = browser.execute_script("return arguments[0].getBoundingClientRect().toJSON()", column)
    mouse = ActionChains(browser)
    mouse.w3c_actions.pointer_action.move_to_location(int(box["left"] + 3), int(box["top"] + 8))
    mouse.perform()
    assert readout(browser).startswith("2017 · A: 25 ")
    assert " · B: " in readout(browser)
    ActionChains(browser).move_to_element(browser.find_element(By.TAG_NAME, "h1")).perform()
    assert readout(browser) == usual


@pytest.fixture
def open_server(archive_path: Path, running: Serve) -> Iterator[str]:
    """The address of a server whose owner lets any site frame charts, and us see its state."""
    app = web.create_app(archive_path, embedders="*", metrics="local")
    with running(app, threads=2) as served:
        yield f"http://127.0.0.1:{served.port}"


@pytest.mark.parametrize("path", ["/embed/compare?q=dân+vận&q=cầu", "/status", "/status?lang=en"])
def test_pages_for_frames_and_owners_are_for_everybody(
    browser: WebDriver, open_server: str, path: str
) -> None:
    for width in (1280, 320):
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(open_server + path)
        found = axe.Axe().run(browser)["violations"]
        told = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]
        assert told == []
        measured = "return [document.documentElement.scrollWidth, innerWidth]"
        scroll, inner = browser.execute_script(measured)
        assert scroll <= inner
    assert browser.get_log("browser") == []


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
