"""The keyboard: how far it is to the hits, and what single keys do."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

MOST_STOPS = 10
MOST_PRESSES = 65


class Keyboard:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, browser: WebDriver) -> None:
        self._browser = browser
        self.presses = 0

    def press(self, key: str) -> None:
        self.presses += 1
        self._browser.switch_to.active_element.send_keys(key)

    def wait(self, script: str) -> None:
        """Until a script says that it is so."""
        WebDriverWait(self._browser, 20).until(lambda b: b.execute_script(f"return {script}"))


@pytest.fixture
def keyboard(browser: WebDriver) -> Keyboard:
    """The keys of the browser."""
    browser.get_log("browser")
    return Keyboard(browser)


AT_HIT = "document.activeElement.matches('.hit .headline a')"


@pytest.mark.parametrize(
    ("query", "offered"),
    [("q=muc+nuoc", 0), ("q=dan+van", 0), ("q=dan+van&sort=newest", 0), ("q=cau+ben+truc", 1)],
)
def test_the_first_hit_is_few_stops_away(
    browser: WebDriver, server: str, keyboard: Keyboard, query: str, offered: int
) -> None:
    """The pages of names that a query is are offered before the hits, a stop for each."""
    browser.get(f"{server}/?{query}")
    while not browser.execute_script(f"return {AT_HIT}"):
        keyboard.press(Keys.TAB)
        assert keyboard.presses <= MOST_STOPS + offered


def test_skip_link_leads_to_the_hits(browser: WebDriver, server: str, keyboard: Keyboard) -> None:
    browser.get(f"{server}/?q=muc+nuoc")
    for key in (Keys.TAB, Keys.ENTER, Keys.TAB):
        keyboard.press(key)
    assert browser.execute_script(f"return {AT_HIT}")


def test_thirty_articles_are_read_in_few_presses(
    browser: WebDriver, server: str, keyboard: Keyboard
) -> None:
    browser.get(f"{server}/?q=muc+nuoc+ho+chua&match=any&sort=oldest")
    keyboard.press("j")
    keyboard.press("o")
    keyboard.wait("!!document.querySelector('.reading h1')")
    read = {browser.find_element(By.TAG_NAME, "h1").text}
    while browser.find_elements(By.CSS_SELECTOR, "a[rel~=next]"):
        before = browser.current_url
        keyboard.press(Keys.ARROW_RIGHT)
        WebDriverWait(browser, 20).until(lambda b, url=before: b.current_url != url)
        read.add(browser.find_element(By.TAG_NAME, "h1").text)
    assert len(read) >= 25
    assert keyboard.presses == len(read) + 1  # so that thirty take 31
    assert 30 / len(read) * keyboard.presses <= MOST_PRESSES
    keyboard.press(Keys.ARROW_LEFT)
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "a[rel~=next]"))
    assert browser.get_log("browser") == []


def test_keys_walk_the_list_and_collect(
    browser: WebDriver, server: str, keyboard: Keyboard
) -> None:
    browser.get(f"{server}/?q=muc+nuoc")
    titles = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".hit .headline a")]
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        keyboard.press(key)
        assert browser.switch_to.active_element.text == titles[at]
    keyboard.press("s")
    pressed = browser.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")
    assert len(pressed) == 1
    assert titles[1] in pressed[0].find_element(By.XPATH, "ancestor::li").text
    keyboard.press("s")
    assert not browser.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")
    keyboard.press(Keys.ENTER)
    keyboard.wait("!!document.querySelector('.reading h1')")
    assert browser.find_element(By.TAG_NAME, "h1").text == titles[1]


def test_keys_go_on_where_the_focus_was_lost(
    browser: WebDriver, server: str, keyboard: Keyboard
) -> None:
    browser.get(f"{server}/?q=muc+nuoc")
    titles = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".hit .headline a")]
    keyboard.press("j")
    keyboard.press("j")
    browser.execute_script("document.activeElement.blur()")
    keyboard.press("s")
    [pressed] = browser.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")
    assert titles[1] in pressed.find_element(By.XPATH, "ancestor::li").text
    keyboard.press("s")
    keyboard.press("j")
    assert browser.switch_to.active_element.text == titles[2]
    browser.find_element(By.CSS_SELECTOR, "a[data-help]").send_keys("j")
    assert browser.switch_to.active_element.text == titles[0]


def test_question_mark_lists_the_keys_which_can_be_switched_off(
    browser: WebDriver, server: str, keyboard: Keyboard
) -> None:
    browser.get(f"{server}/?q=muc+nuoc")
    keyboard.press("?")
    keyboard.wait("document.querySelector('dialog')?.open")
    dialog = browser.find_element(By.TAG_NAME, "dialog")
    assert [one.text for one in dialog.find_elements(By.TAG_NAME, "kbd")][:3] == ["/", "j", "k"]
    dialog.find_element(By.CSS_SELECTOR, "[data-keys]").click()
    keyboard.press(Keys.ESCAPE)
    assert not dialog.is_displayed()
    browser.find_element(By.TAG_NAME, "body").send_keys("j")
    assert not browser.execute_script(f"return {AT_HIT}")
    browser.get(f"{server}/help")
    box = browser.find_element(By.CSS_SELECTOR, "[data-keys]")
    assert not box.is_selected()
    box.click()
    browser.get(f"{server}/?q=muc+nuoc")
    browser.find_element(By.TAG_NAME, "body").send_keys("j")
    assert browser.execute_script(f"return {AT_HIT}")
    assert browser.get_log("browser") == []


def test_keys_with_others_and_in_fields_are_left_alone(
    browser: WebDriver, server: str, keyboard: Keyboard
) -> None:
    browser.get(f"{server}/?q=muc+nuoc")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.ALT, "j")
    assert not browser.execute_script(f"return {AT_HIT}")
    box = browser.find_element(By.ID, "when")
    box.send_keys("j?s")
    assert box.get_attribute("value") == "j?s"
