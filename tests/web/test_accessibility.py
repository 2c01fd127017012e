"""Pages for everybody: what axe-core finds, and what a first visit costs."""

from __future__ import annotations

from typing import Any

import pytest

axe = pytest.importorskip("axe_core_python.selenium")

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
CHARTS = ["/?q=dân+vận&bars=share", "/?when=2017"]  # no first visit begins with these
SERIOUS = ("serious", "critical")
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


@pytest.mark.parametrize("path", [*PAGES, *CHARTS])
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_axe_finds_nothing_serious(
    browser: WebDriver, server: str, path: str, width: int, theme: str
) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    scheme = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
    browser.get(server + path)
    found = axe.Axe().run(browser)["violations"]
    told = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]
    assert told == []


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
