"""Pages for everybody: what axe-core finds, and what a first visit costs."""

from __future__ import annotations

import os
from typing import Any

import pytest

pytest.importorskip("selenium")
axe = pytest.importorskip("axe_core_python.base")

WebDriver = Any  # selenium may be missing

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

PAGES = [
    *("/", "/?q=cau+ben+truc&lang=en", "/?q=zzzz&category=Kinh+tế", "/?q=muc+nuoc+ho&match=any"),
    *("/articles/cau-ben-truc?q=cau", "/articles/script", "/help", "/api/docs", "/khong-co"),
    "/names/place/Bến Trúc",
    *(
        "/batch",
        "/dossier?ids=cau-ben-truc&ids=script",
        "/compare",
        "/compare?q=mực+nước&q=dân+vận&q=cầu",
        "/compare?q=cầu&by=source&match=any&smooth=3",
        *("/new", "/days", "/days/2017", "/days/2017/3", "/days/2021/7/7", "/this-day/7/7"),
    ),
]
# What is reached from those, and pages that the owner lets some see.
FURTHER = [
    *("/?q=dân+vận&bars=share", "/?when=2017", "/?when=hôm+nào&page=99", "/?q=dan+van&page=x"),
    *("/?q=muc+nuoc+ho+chua#filters", "/?match=any&q=" + "mực nước hồ chứa " * 12),
    *("/?q=Bến+Trúc", "/?q=ban+tin+cho+phien", "/?q=cau&exclude_source=Báo+Hà+Yên&undated=true"),
    *(
        "/articles/cau-ben-truc?q=cau#m1",
        "/dossier",
        "/dossier?ids=cau-ben-truc&ids=script&format=print",
    ),
    *("/names/place/Không+có", "/new/2021-07-07", "/days/2021/7/7?source=Báo+Hà+Yên", "/days/x"),
    *("/compare?q=cầu&q=mực+nước&match=any&every=month&show=count", "/compare?q=zzzz"),
    *("/compare?q=cầu&by=category&category=x&lang=en", "/help?lang=en", "/names/org/x?lang=en"),
    *("/status", "/status?lang=en", "/embed/compare?q=dân+vận&q=cầu", "/embed/chart?q=dân+vận"),
]
# Width, height, how much it is magnified, theme, and whether the system forces its own colours.
VIEWS = {
    "desktop": (1280, 800, 1, "light", "none"),
    "at 400 %, dark": (320, 256, 4, "dark", "none"),
    "phone": (390, 844, 1, "light", "none"),
    "forced colours": (1280, 800, 1, "light", "active"),
    "desktop, dark": (1280, 800, 1, "dark", "none"),
    "phone, dark": (390, 844, 1, "dark", "none"),
    "at 400 %": (320, 256, 4, "light", "none"),
    "forced colours, dark": (1280, 800, 1, "dark", "active"),
    "forced colours at 400 %": (320, 256, 4, "light", "active"),
    "wide": (2560, 1300, 1, "light", "none"),
}
# How many of these are tried: all of them take minutes.
IS_WHOLE = os.environ.get("KHOBAO_TEST_VIEWS") == "all"
USUAL, FEW = (len(VIEWS), len(VIEWS)) if IS_WHOLE else (4, 2)
# What axe finds: the rule, how grave it is, and the first place; and whether one scrolls sideways.
FOUND = """
const done = arguments[0];
const found = document.documentElement.scrollWidth > innerWidth ? [["sideways"]] : [];
axe.run(document, {resultTypes: ["violations"]}).then((all) => done(found.concat(
  all.violations.map(({id, impact, nodes: [{html, any}]}) =>
    [id, impact, html, any.map((why) => why.message).join(" ")]))));
"""
# Where, how large, and what of it was asked for elsewhere.
LOADED = """
const all = [performance.getEntriesByType("navigation")[0],
             ...performance.getEntriesByType("resource")];
return all.map((one) => [one.name, one.encodedBodySize]);
"""
# How far what is in sight has moved since the page was there.
SHIFTED = """
const done = arguments[0];
let sum = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
  .observe({type: "layout-shift", buffered: true});
setTimeout(() => done(sum), 300);
"""


def seen(browser: WebDriver, how: str) -> None:
    """Let the browser show its page so."""
    width, height, scale, theme, forced = VIEWS[how]
    size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width == 390}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": theme}
    colours = {"name": "forced-colors", "value": forced}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, colours]})


def found_by_axe(browser: WebDriver, views: int) -> list[Any]:
    """What axe finds on a page as it is, in so many ways of seeing it."""
    browser.execute_script(axe.AXE_SCRIPT)
    found = []
    for how in [*VIEWS][:views]:
        seen(browser, how)
        found += [[how, *one] for one in browser.execute_async_script(FOUND)]
    return found


@pytest.mark.parametrize(
    ("path", "views"), [*((one, USUAL) for one in PAGES), *((one, FEW) for one in FURTHER)]
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: WebDriver, open_server: str, path: str, views: int
) -> None:
    browser.get("about:blank")  # of one page with two fragments, both are read
    browser.get(open_server + path)
    assert found_by_axe(browser, views) == []


def test_axe_finds_what_is_made_wrong_unless_the_system_colours_it(
    browser: WebDriver, server: str
) -> None:
    browser.get(f"{server}/?q=cau+ben+truc")
    browser.execute_script("document.querySelector('.total').style.color = '#878787'")
    told = [(how, rule) for how, rule, *_ in found_by_axe(browser, 4)]
    assert told == [(how, "color-contrast") for how in ("desktop", "phone")]


@pytest.mark.parametrize("path", PAGES)
def test_first_visit_is_small_and_stays_on_the_host(
    browser: WebDriver, server: str, path: str
) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.get(server + path)
    loaded = browser.execute_script(LOADED)
    assert len(loaded) > 1
    assert [name for name, _ in loaded if not name.startswith(server + "/")] == []
    assert 0 < sum(size for _, size in loaded) < 24_000  # packed, as it is sent


@pytest.mark.parametrize("path", ["/", "/?q=cau+ben+truc", "/articles/cau-ben-truc?q=cau"])
def test_nothing_moves_once_it_is_in_sight(browser: WebDriver, server: str, path: str) -> None:
    browser.get(server + path)
    assert browser.execute_async_script(SHIFTED) < 0.01
