"""The dossier in a real browser: collected, ordered and annotated on the device."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("selenium")
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

KEY = "khobao.dossier"


def kept(browser: WebDriver) -> list[tuple[str, str]]:
    """The ids and notes that the device keeps."""
    items = browser.execute_script(f"return localStorage.getItem('{KEY}')")
    return [(one["id"], one["note"]) for one in json.loads(items or "[]")]


def keep(browser: WebDriver, server: str, *items: tuple[str, str]) -> None:
    """Let the device keep a dossier."""
    browser.get(server + "/help")
    told = json.dumps([{"id": id, "note": note} for id, note in items])
    browser.execute_script(f"localStorage.setItem('{KEY}', arguments[0])", told)


def on_page(browser: WebDriver, count: int) -> list[tuple[str, str]]:
    """The ids and notes of the dossier's page, once it has so many articles."""
    WebDriverWait(browser, 20).until(
        lambda b: len(b.find_elements(By.CSS_SELECTOR, ".collected li")) == count
    )
    ids = browser.find_elements(By.CSS_SELECTOR, ".collected li [name=ids]")
    notes = browser.find_elements(By.CSS_SELECTOR, ".collected li [name=note]")
    return [
        (id.get_attribute("value"), note.get_attribute("value"))
        for id, note in zip(ids, notes, strict=True)
    ]


def update(browser: WebDriver) -> None:
    old = browser.find_element(By.TAG_NAME, "main")
    browser.find_element(By.CSS_SELECTOR, ".actions button[type=submit]").click()
    WebDriverWait(browser, 20).until(lambda b: b.find_element(By.TAG_NAME, "main") != old)


def test_articles_are_collected_from_lists_and_pages_and_let_go(
    browser: WebDriver, server: str
) -> None:
    keep(browser, server)
    browser.get_log("browser")
    browser.get(server + "/?q=mực+nước+hồ")
    first, second = browser.find_elements(By.CSS_SELECTOR, "[data-collect]")[:2]
    for button in (first, second):
        button.click()
    ids = [button.get_attribute("data-collect") for button in (first, second)]
    assert [id for id, _ in kept(browser)] == ids
    link = browser.find_element(By.CSS_SELECTOR, "a[data-dossier]")
    assert link.get_attribute("data-count") == "2"
    first.click()
    assert [id for id, _ in kept(browser)] == ids[1:]
    browser.get(server + "/articles/cau-ben-truc")
    button = browser.find_element(By.CSS_SELECTOR, "[data-collect]")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    browser.find_element(By.CSS_SELECTOR, "a[data-dossier]").click()
    assert on_page(browser, 2) == [(ids[1], ""), ("cau-ben-truc", "")]
    assert browser.get_log("browser") == []


def test_order_notes_and_what_is_left_out_stay_on_the_device(
    browser: WebDriver, server: str
) -> None:
    keep(browser, server, ("muc-nuoc-01", ""), ("muc-nuoc-02", "hỏi lại"), ("dan-van-kheo", ""))
    browser.get(server + "/dossier")
    on_page(browser, 3)
    browser.find_elements(By.NAME, "note")[0].send_keys("gọi hồ")
    place = browser.find_elements(By.NAME, "place")[0]
    place.clear()
    place.send_keys("9")
    browser.find_elements(By.NAME, "remove")[2].click()
    update(browser)
    after = [("muc-nuoc-02", "hỏi lại"), ("muc-nuoc-01", "gọi hồ")]
    assert on_page(browser, 2) == after
    assert kept(browser) == after
    for note in browser.find_elements(By.NAME, "note"):
        note.clear()
    update(browser)
    assert on_page(browser, 2) == [(id, "") for id, _ in after]
    assert kept(browser) == [(id, "") for id, _ in after]


def test_somebody_elses_dossier_changes_nothing_until_it_is_copied(
    browser: WebDriver, server: str
) -> None:
    own = ("dan-van-kheo", "của tôi")
    keep(browser, server, own)
    browser.get(server + "/dossier?ids=cau-ben-truc&ids=muc-nuoc-01")
    on_page(browser, 2)
    browser.find_elements(By.NAME, "remove")[0].click()
    update(browser)
    on_page(browser, 1)
    assert kept(browser) == [own]
    browser.find_element(By.CSS_SELECTOR, "[data-copy]").click()
    assert kept(browser) == [own, ("muc-nuoc-01", "")]


@pytest.mark.parametrize("broken", ["", "{", "3", '[1, null, {"id": 4}, {"note": "a"}]', '"a"'])
def test_what_is_no_dossier_on_the_device_is_an_empty_one(
    broken: str, browser: WebDriver, server: str
) -> None:
    browser.get(server + "/help")
    browser.execute_script(f"localStorage.setItem('{KEY}', arguments[0])", broken)
    browser.get_log("browser")
    browser.get(server + "/articles/cau-ben-truc")
    browser.find_element(By.CSS_SELECTOR, "[data-collect]").click()
    assert kept(browser) == [("cau-ben-truc", "")]
    assert browser.get_log("browser") == []
