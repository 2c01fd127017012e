"""The search box in a real browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.pages import Articles

pytest.importorskip("selenium")
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser


def narrow(browser: WebDriver, width: int) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def search_for(browser: WebDriver, text: str) -> None:
    """Type `text` into the box that has the focus, and press Enter."""
    box = browser.switch_to.active_element
    assert box.get_attribute("name") == "q"
    box.send_keys(text, Keys.ENTER)
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".results .hit"))


def wait_for(browser: WebDriver, selector: str) -> WebDriver:
    """The first element of the page, once it is there and can be seen."""
    return WebDriverWait(browser, 20).until(
        lambda b: next((e for e in b.find_elements(By.CSS_SELECTOR, selector) if shown(e)), None)
    )


def shown(element: WebDriver) -> bool:
    try:
        return bool(element.is_displayed())
    except StaleElementReferenceException:  # the list was written anew meanwhile
        return False


def background(browser: WebDriver) -> str:
    return str(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))


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
        *("/help", "/help?lang=en", "/?q=cau&since=2021-07-01&until=2021-07-31"),
        "/?lang=en&match=any&since=2021-01-01&until=2021-12-31&group=false&size=50",
        "/compare?q=mực+nước&q=dân+vận&q=cầu&q=" + "W" * 100,
        "/compare?q=mực+nước&q=dân+vận&every=month&show=count&lang=en",
        "/compare?q=mực+nước&by=source&match=any&every=month",
        *(
            "/new",
            "/days",
            "/days/2017/3",
            "/days/2021/7/7",
            "/this-day/7/7",
            "/days?source=" + "W" * 99,
        ),
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


@pytest.mark.parametrize("without_scripts", [False, True])
def test_sheet_of_filters_stays_open_on_a_phone_and_counts_them(
    browser: WebDriver, server: str, without_scripts: bool
) -> None:
    narrow(browser, 390)
    disabled = {"value": without_scripts}
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", disabled)
    browser.get(server + "/?q=dan+van&match=any")
    assert not browser.find_element(By.ID, "filters").is_displayed()
    browser.find_element(By.CSS_SELECTOR, "a.open").click()
    wait_for(browser, "#filters")
    for name in ("Báo Hà Yên", "Nhật báo Lam Khê"):  # two sources, and one of them off again
        browser.find_element(By.ID, "filters").find_element(By.LINK_TEXT, name).click()
        wait_for(browser, "#filters .chosen")
    assert len(browser.find_elements(By.CSS_SELECTOR, "#facet-source .chosen")) == 2
    browser.find_element(By.CSS_SELECTOR, "#facet-source .chosen").click()
    WebDriverWait(browser, 20).until(
        lambda b: len(b.find_elements(By.CSS_SELECTOR, "#facet-source .chosen")) == 1
    )
    browser.find_element(By.CSS_SELECTOR, ".close a").click()
    assert not browser.find_element(By.ID, "filters").is_displayed()
    assert browser.find_element(By.CSS_SELECTOR, "a.open").text == "Bộ lọc (1)"


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


def test_suggestion_is_chosen_by_keyboard(browser: WebDriver, server: str) -> None:
    browser.get_log("browser")
    browser.get(server)
    box = browser.switch_to.active_element
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "false"
    box.send_keys("muc nuoc")
    wait_for(browser, "[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    options = browser.find_elements(By.CSS_SELECTOR, "[role=option]")
    status = browser.find_element(By.CSS_SELECTOR, "[role=status]")
    assert status.get_attribute("textContent").startswith(f"Số gợi ý: {len(options)}.")
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("aria-activedescendant") == options[0].get_attribute("id")
    assert options[0].get_attribute("aria-selected") == "true"
    assert box.get_attribute("value") == "muc nuoc"
    box.send_keys(Keys.ARROW_UP)
    assert box.get_attribute("aria-activedescendant") is None
    box.send_keys(Keys.ARROW_UP)  # round to the last
    assert box.get_attribute("aria-activedescendant") == options[-1].get_attribute("id")
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false"
    assert box.get_attribute("value") == "muc nuoc"
    box.send_keys(Keys.ARROW_DOWN)
    wait_for(browser, "[role=option]")
    text = browser.find_element(By.CSS_SELECTOR, "[role=option] bdi").text
    assert text.startswith("mực nước")
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    wait_for(browser, ".results .hit")
    assert browser.find_element(By.NAME, "q").get_attribute("value") == text
    assert browser.get_log("browser") == []


def test_tab_takes_the_suggestion_and_leaves_the_box(browser: WebDriver, server: str) -> None:
    browser.get(f"{server}/?lang=en")
    box = browser.find_element(By.NAME, "q")
    box.send_keys("muc nuoc")
    text = wait_for(browser, "[role=option] bdi").text
    box.send_keys(Keys.ARROW_DOWN, Keys.TAB)
    assert box.get_attribute("value") == text
    assert browser.switch_to.active_element.get_attribute("type") == "submit"
    assert not browser.find_element(By.CSS_SELECTOR, "[role=listbox]").is_displayed()


def test_headline_leads_to_its_article(browser: WebDriver, server: str, articles: Articles) -> None:
    browser.get(f"{server}/?lang=en")
    browser.find_element(By.NAME, "q").send_keys("Khởi công cầu Bến")
    wait_for(browser, ".headline-option").click()
    heading = wait_for(browser, ".reading h1")
    assert heading.text == articles["cau-ben-truc"]["title"]
    assert browser.current_url == f"{server}/articles/cau-ben-truc?lang=en"


def test_suggestions_of_markup_stay_text(
    browser: WebDriver, server: str, articles: Articles
) -> None:
    browser.get(server)
    browser.find_element(By.NAME, "q").send_keys("Bẫy script alert tiêu")
    option = wait_for(browser, ".headline-option bdi")
    assert option.text == articles["script"]["title"]
    assert browser.find_elements(By.CSS_SELECTOR, "[role=listbox] script") == []


def test_address_of_the_form_holds_what_is_not_as_usual(browser: WebDriver, server: str) -> None:
    browser.get(f"{server}/?q=dan+van&category=Ch%C3%ADnh+tr%E1%BB%8B&size=7")
    Select(browser.find_element(By.NAME, "sort")).select_by_value("newest")
    browser.find_element(By.NAME, "when").send_keys("năm 2022", Keys.ENTER)
    wait_for(browser, "#sort option[value=newest][selected]")
    asked = parse_qs(urlsplit(browser.current_url).query, keep_blank_values=True)
    assert asked == {
        **{"q": ["dan van"], "category": ["Chính trị"], "size": ["7"]},
        **{"sort": ["newest"], "when": ["năm 2022"]},
    }
    assert browser.find_element(By.NAME, "when").get_attribute("value") == "2022"
    browser.back()
    wait_for(browser, "#sort option[value=relevance][selected]")
    assert browser.find_element(By.NAME, "when").is_enabled()


def test_slash_leads_to_the_box_but_can_be_typed(browser: WebDriver, server: str) -> None:
    browser.get(f"{server}/?q=dan+van")
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    box = browser.switch_to.active_element
    assert box.get_attribute("name") == "q"
    box.send_keys("7/2021")
    assert box.get_attribute("value") == "7/2021"  # what was there was selected


@pytest.mark.parametrize("without_scripts", [False, True])
def test_bar_of_the_chart_leads_to_its_months(
    browser: WebDriver, server: str, without_scripts: bool
) -> None:
    disabled = {"value": without_scripts}
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", disabled)
    narrow(browser, 320)
    browser.get(f"{server}/?q=dan+van&match=any#filters")
    wait_for(browser, ".chart a[aria-label^='2022']").click()
    wait_for(browser, "a.open").click()
    wait_for(browser, ".chart a[aria-label^='tháng 6/2022']").click()
    wait_for(browser, "a.open").click()
    day = wait_for(browser, ".chart a[aria-label^='30/6/2022']")
    assert "since=2022-06-01" in browser.current_url
    assert wait_for(browser, ".trail [aria-current=true]").text == "tháng 6/2022"
    assert day.get_attribute("aria-current") is None  # all that is drawn is chosen


def test_theme_follows_the_system_and_the_switch(browser: WebDriver, server: str) -> None:
    browser.get(f"{server}/?q=dan+van")
    light = background(browser)
    dark_system = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dark_system)
    dark = background(browser)
    assert dark != light
    wait_for(browser, ".to-light").click()
    wait_for(browser, ".to-auto")
    assert background(browser) == light
    assert browser.current_url == f"{server}/?q=dan+van"
    browser.get(f"{server}/help")
    assert background(browser) == light
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    wait_for(browser, ".to-dark").click()
    WebDriverWait(browser, 20).until(lambda b: background(b) == dark)
    browser.find_element(By.CSS_SELECTOR, ".to-auto").click()
    WebDriverWait(browser, 20).until(lambda b: background(b) == light)


def test_language_and_theme_are_chosen_without_scripts(browser: WebDriver, server: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(f"{server}/?q=dan+van")
    browser.find_element(By.LINK_TEXT, "English").click()
    wait_for(browser, "html[lang=en]")
    browser.get(f"{server}/?q=cau")
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    browser.find_element(By.LINK_TEXT, "Tiếng Việt").click()
    wait_for(browser, "html[lang=vi]")
    browser.get(server)
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "vi"
    wait_for(browser, ".to-dark").click()
    wait_for(browser, ".to-light").click()
    wait_for(browser, ".to-dark")
    assert urlsplit(browser.current_url).path == "/"


def target(browser: WebDriver) -> str:
    """The match that is the target of the address; its bar is the only one in sight."""
    (mark,) = browser.find_elements(By.CSS_SELECTOR, "mark:target")
    bars = browser.find_elements(By.CSS_SELECTOR, ".steps")
    (shown,) = [bar for bar in bars if bar.is_displayed()]
    box = shown.rect
    inner = browser.execute_script("return [innerWidth, innerHeight, scrollY]")
    assert 0 <= box["x"] <= box["x"] + box["width"] <= inner[0]
    assert box["y"] + box["height"] <= inner[1] + inner[2]
    return str(mark.get_attribute("id"))


@pytest.mark.parametrize("width", [320, 1280])
def test_matches_are_visited_one_by_one_without_scripts(
    browser: WebDriver, server: str, width: int
) -> None:
    narrow(browser, width)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(server + "/articles/cau-ben-truc?q=cau+ben+truc")
    browser.find_element(By.CSS_SELECTOR, ".matches a").click()
    assert target(browser) == "m1"
    for wanted, step in (("m2", ".next"), ("m3", ".next"), ("m2", ".previous")):
        browser.find_element(By.CSS_SELECTOR, f"mark:target + .steps {step}").click()
        assert target(browser) == wanted
    browser.find_element(By.CSS_SELECTOR, "mark:target + .steps .leave").click()
    assert not browser.find_elements(By.CSS_SELECTOR, "mark:target")


def test_keys_go_from_match_to_match_from_the_first_press(browser: WebDriver, server: str) -> None:
    browser.get_log("browser")  # what other pages left there
    browser.get(server + "/articles/cau-ben-truc?q=cau+ben+truc")
    page = browser.find_element(By.TAG_NAME, "body")
    for key, wanted in (
        *(("n", "m1"), ("n", "m2"), ("n", "m3")),
        *(("p", "m2"), ("p", "m1"), ("p", "m1")),
    ):
        page.send_keys(key)
        WebDriverWait(browser, 5).until(
            lambda b, wanted=wanted: b.current_url.endswith(f"#{wanted}")
        )
        assert target(browser) == wanted
    box = browser.find_element(By.NAME, "q")
    box.send_keys("n")
    assert target(browser) == "m1"
    assert box.get_attribute("value") == "cau ben trucn"
    assert browser.get_log("browser") == []


def test_citation_is_copied_from_a_field(browser: WebDriver, server: str) -> None:
    browser.get(server + "/articles/cau-ben-truc")
    field = browser.find_element(By.ID, "cite-newspaper")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("x")
    assert field.get_attribute("value").startswith("Trịnh Quyên, Lam Hạ: “Khởi công cầu")
    assert field.rect["height"] >= 24


@pytest.mark.parametrize("width", [320, 768, 1280, 2560])
def test_comparison_is_drawn_inside_the_page(browser: WebDriver, server: str, width: int) -> None:
    narrow(browser, width)
    browser.get_log("browser")
    browser.get(server + "/compare?q=mực+nước&q=dân+vận&every=year")
    texts = browser.find_elements(By.CSS_SELECTOR, ".lines text")
    boxes = [text.rect for text in texts if text.is_displayed()]
    assert len(boxes) > 5
    assert all(0 <= box["x"] <= box["x"] + box["width"] <= width for box in boxes)
    lines = browser.find_elements(By.CSS_SELECTOR, ".lines polyline")
    dashes = {line.value_of_css_property("stroke-dasharray") for line in lines}
    colours = {line.value_of_css_property("stroke") for line in lines}
    assert len(dashes) == len(colours) == 2
    assert browser.get_log("browser") == []


def test_comparison_is_asked_for_without_scripts(browser: WebDriver, server: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(server + "/compare")
    browser.find_element(By.ID, "qA").send_keys("mực nước")
    browser.find_element(By.ID, "qB").send_keys("dân vận", Keys.ENTER)
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".lines"))
    browser.find_element(By.CSS_SELECTOR, ".figures summary").click()
    assert browser.find_element(By.TAG_NAME, "table").is_displayed()
