"""The search box in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

webdriver = pytest.importorskip("selenium.webdriver")
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

WebDriver = Any  # selenium may be missing
Articles = dict[str, dict[str, Any]]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="chromium or chromedriver is not installed"
)
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(autouse=True)
def wide_again(browser: WebDriver) -> Iterator[None]:
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def narrow(browser: WebDriver, width: int) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def search_for(browser: WebDriver, text: str) -> None:
    """Type `text` into the box that has the focus, and press Enter."""
    box = browser.switch_to.active_element
    assert box.get_attribute("name") == "q"
    box.send_keys(text, Keys.ENTER)
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".results .hit"))


def test_query_typed_without_marks_is_answered_with_marks(browser: WebDriver, server: str) -> None:
    browser.get(server)
    search_for(browser, "dan van")
    marks = browser.find_elements(By.CSS_SELECTOR, ".hit mark")
    assert "dân vận" in [mark.text.lower() for mark in marks]
    browser.find_element(By.CSS_SELECTOR, ".headline a").click()
    article = WebDriverWait(browser, 20).until(
        lambda b: b.find_element(By.CSS_SELECTOR, ".reading article")
    )
    assert article.find_elements(By.CSS_SELECTOR, ".body mark")
    assert browser.get_log("browser") == []  # nothing blocked, nothing missing


def test_search_works_without_scripts(browser: WebDriver, server: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(server)
    search_for(browser, "ben truc")
    assert browser.find_elements(By.CSS_SELECTOR, ".hit mark")


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/?q=cau+ben+truc", "/?q=zzzz&category=Kinh+tế&since=2021-01-01&until=2021-05-05"),
        *("/articles/cau-ben-truc?q=cau", "/articles/script", "/khong-co", "/?page=x"),
        "/?q=" + "dài" * 200,
        "/?lang=en&match=any&q=m&category=" + "W" * 300,
    ],
)
def test_phone_never_scrolls_sideways(
    browser: WebDriver, server: str, path: str, width: int
) -> None:
    narrow(browser, width)
    browser.get(server + path)
    measured = "return [document.documentElement.scrollWidth, innerWidth]"
    scroll, inner = browser.execute_script(measured)
    assert inner == width
    assert scroll <= inner


def test_filters_are_folded_on_a_phone_and_open_without_scripts(
    browser: WebDriver, server: str
) -> None:
    narrow(browser, 360)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(server + "/?q=dan+van")
    groups = browser.find_element(By.CSS_SELECTOR, ".groups")
    assert not groups.is_displayed()
    browser.find_element(By.CSS_SELECTOR, ".facets summary").click()
    assert groups.is_displayed()


@pytest.mark.parametrize("id", [".", "..", "../x", "//x", "a\\b"])
def test_browser_reaches_an_article_whatever_its_id(
    browser: WebDriver, server: str, articles: Articles, id: str
) -> None:
    title = articles[id]["title"]
    browser.get(f"{server}/?match=all&q={title}")
    browser.find_element(By.LINK_TEXT, title).click()
    heading = WebDriverWait(browser, 20).until(
        lambda b: b.find_element(By.CSS_SELECTOR, ".reading h1")
    )
    assert heading.text == title
