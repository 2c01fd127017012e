"""What axe-core finds on the pages with names: nothing, at any width, in any theme."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from helpers.archives import MakeArchive
from helpers.serving import Serve

import web

axe = pytest.importorskip("axe_core_python.selenium")

pytestmark = pytest.mark.xdist_group("browser")  # one process drives one browser

PAGES = ("/names/person/Trần Văn Bình", "/articles/a1?mark=person:Trần Văn Bình")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_axe_finds_nothing(
    browser: Any, make_archive: MakeArchive, running: Serve, *, path: str, width: int, theme: str
) -> None:
    people = ("Lê Thị Hạnh", "Ngô Văn Bảy", "Vũ Thị Cúc", "Phạm Đức Toàn", "Đỗ Văn Tám")
    text = f"Ông Trần Văn Bình gặp bà {', bà '.join(people)} ở huyện Lâm Khê"
    others = ({"id": f"b{n}", "body": f"Chợ họp phiên {n}."} for n in range(4))
    archive = make_archive(*({"id": f"a{n}", "body": f"{text}, {n}."} for n in range(3)), *others)
    app = web.create_app(archive, rate_search="off")
    with running(app, threads=2) as served:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
        browser.get(f"http://127.0.0.1:{served.port}{quote(path, safe='/?=:')}")
        assert browser.find_elements("css selector", "svg.ego, mark")
        found = axe.Axe().run(browser)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width
