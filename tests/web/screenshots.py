"""Pictures of the pages of the sample archive, taken in a headless Chromium.

    python tests/web/screenshots.py [FOLDER] [--every-page]

FOLDER is `tests/web/screenshots` by default, for the README's pictures; what was there is replaced.
With --every-page they are those of twelve pages at four widths, to be looked at.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

import index
import web
from web.configuration import load
from web.serving.server import Server

# File: what is asked for, how wide and high the window is, and the theme.
PICTURES = {
    "front": ("/", 1280, 900, "light"),
    "results": ("/?q=cau+ben+truc&match=any", 1280, 1000, "light"),
    "article": (
        "/articles/bhg-2016-1012-giam-sat-cau-ben-truc?q=cau+ben+truc#m2",
        1280,
        900,
        "light",
    ),
    "comparison": ("/compare?q=cầu&q=dân+vận&q=lũ&every=year&show=count", 1280, 1000, "light"),
    "phone": ("/?q=hdnd", 390, 844, "dark"),
}
# Of every page: what is asked for.
PAGES = {
    "front": "/",
    "results": "/?q=cau+ben+truc&match=any",
    "filtered": "/?q=cau&match=any&exclude_source=Báo+Hạ+Giang&when=2015-2022",
    "filters": "/?q=cau&match=any#filters",
    "none": "/?q=zzzz&category=Kinh+tế&when=hôm+nào",
    "long": "/?match=any&q=" + "cầu bến trúc bắc qua sông " * 9,
    "article": "/articles/bhg-2016-1012-giam-sat-cau-ben-truc?q=cau+ben+truc#m2",
    "comparison": "/compare?q=cầu&q=dân+vận&every=year",
    "new": "/new",
    "days": "/days/2021",
    "batch": "/batch",
    "help": "/help",
}
WIDTHS = {390: 844, 768: 1024, 1280: 800, 2560: 1300}
_HERE = Path(__file__).parent


@contextmanager
def served(archive: str) -> Iterator[str]:
    """The address at which the archive is served meanwhile."""
    app = web.create_app(archive, rate_search="off")
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(app, listener, load({"threads": 2}, {}))
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.stop()
    thread.join()


def every_page() -> Iterator[tuple[str, tuple[str, int, int, str]]]:
    """Pictures of every page at every width."""
    for name, path in PAGES.items():
        for width, height in WIDTHS.items():
            yield f"{name}-{width}", (path, width, height, "light")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=_HERE / "screenshots")
    parser.add_argument("--every-page", action="store_true")
    asked = parser.parse_args()
    folder: Path = asked.folder
    pictures = dict(every_page()) if asked.every_page else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    driver = Service(shutil.which("chromedriver"))
    with tempfile.TemporaryDirectory() as temporary:
        index.reindex([str(files("index") / "sample")], temporary)
        with served(temporary) as address, webdriver.Chrome(options, driver) as browser:
            for name, (path, width, height, theme) in pictures.items():
                size = {"width": width, "height": height}
                metrics = {**size, "deviceScaleFactor": 1, "mobile": width < 500}
                browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
                scheme = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
                browser.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
                browser.get("about:blank")  # so that another fragment is another page
                browser.get(address + path)
                browser.save_screenshot(str(folder / f"{name}.png"))


if __name__ == "__main__":
    main()
