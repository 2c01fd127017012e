"""From a click to the painted results, and what a page of results costs the server.

    python tests/bench/painting.py ARCHIVE [--beside CHECKOUT] [--beside-archive ARCHIVE]
        [--queries 40] [--rounds 3] [--seed 1]

`khobao serve` serves the archive. Pieces of its headlines are typed into the front page in a
headless Chromium (chromium and chromedriver have to be there), and the button is clicked. Printed
are milliseconds from the click: until the answer begins, until the first and the largest part of
its content is painted, and until all is loaded; each query once, for the browser keeps its page.
Then, without a browser, CPU time: of a page of results, of a search alone with all that the page
asks of it, and of the rest; for each query the least of the rounds. Of all queries the median and
the 95th percentile.

With CHECKOUT, a folder with the sources of another version, built, both are asked in turns; it
reads the same archive unless it has one of its own, of the same articles.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from asking import Asked
from measuring import number, percentile, table
from passages import Version
from serving import serving

import search

_HERE = Path(__file__).resolve().parents[2]
_SAMPLED = 2000
_TIMES = ("answer begins", "first paint of content", "largest paint", "loaded")
_COSTS = ("page of results", "its search", "the rest")
_SIZE = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
# The clicks of a page leave their time, by the clock that pages share, to the next page.
_REMEMBER = """
document.getElementById("q").value = arguments[0];
addEventListener("click", (event) =>
  sessionStorage.setItem("clicked", performance.timeOrigin + event.timeStamp), true);
"""
_PAINTED = """
const [since, done] = arguments;
const clicked = Number(sessionStorage.getItem("clicked"));
const [navigation] = performance.getEntriesByType("navigation");
const [first] = performance.getEntriesByName("first-contentful-paint");
const is_new = performance.timeOrigin > since && document.querySelector("#hits, .results");
if (!is_new || !first || !navigation.loadEventEnd) done(null);
else new PerformanceObserver((list) => {
  const times = [navigation.responseStart, first.startTime, list.getEntries().at(-1).startTime,
                 navigation.loadEventEnd];
  done(times.map((one) => performance.timeOrigin + one - clicked));
}).observe({type: "largest-contentful-paint", buffered: true});
"""


def answer(archive: Path) -> None:
    """Answer the lines of the standard input, each a query in JSON, by seconds of CPU time.

    Those of its page, and those of its search with what the page asks of that.
    """
    import web  # noqa: PLC0415  (that of the version that is measured)

    client = web.create_app(archive, rate_search="off").test_client()
    with search.open(archive) as opened:
        for line in sys.stdin:
            text = json.loads(line)
            begun = time.process_time()
            _ = client.get("/", query_string={"q": text}).data
            written = time.process_time()
            results = opened.search(text, excerpts=True, group=True)
            for name in ("suggestion", "counts", "named", "undated"):
                getattr(results, name, None)
            searched = time.process_time()
            print(json.dumps([written - begun, searched - written]), flush=True)


@contextmanager
def _browser() -> Iterator[Any]:
    """A headless Chromium with a window of its own."""
    from selenium import webdriver  # noqa: PLC0415  (after the options have been read)
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-extensions"):
        options.add_argument(flag)
    with webdriver.Chrome(options, Service(shutil.which("chromedriver"))) as browser:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", _SIZE)
        yield browser


def _painted(browser: Any, address: str, text: str) -> list[float]:
    """Milliseconds from the click until each of the times."""
    browser.get(address)
    browser.execute_script(_REMEMBER, text)
    since = browser.execute_script("return performance.timeOrigin")
    browser.find_element("css selector", ".search button").click()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if times := browser.execute_async_script(_PAINTED, since):
            return list(times)
        time.sleep(0.02)
    raise TimeoutError(f"nothing was painted for {text!r}")


def _in_turns(
    ask: Sequence[Callable[[str], list[float]]], queries: list[str], rounds: int
) -> list[list[list[float]]]:
    """For each version and each query, the least of some rounds; every second one begins behind."""
    least: list[list[list[float]]] = [[[] for _ in queries] for _ in ask]
    for turn in range(rounds):
        for place, text in enumerate(queries):
            order = list(zip(ask, least, strict=True))
            for version, known in order[:: -1 if (turn + place) % 2 else 1]:
                seen = version(text)
                known[place] = list(map(min, known[place] or seen, seen))
    return least


def _rows(
    names: Sequence[str], columns: list[list[list[float]]], heading: str
) -> Iterator[list[str]]:
    """A table: median and 95th percentile of each version, and the ratio of the medians."""
    yield [heading, "p50 / p95", *["beside", "ratio"][: 2 * len(columns) - 2]]
    for place, name in enumerate(names):
        values = [[query[place] for query in version] for version in columns]
        cells = [f"{number(median(one))} / {number(percentile(one, 0.95))}" for one in values]
        ratio = [f"{median(values[0]) / median(values[1]):.2f}"] if len(values) > 1 else []
        yield [name, *cells, *ratio]


def _clicked(versions: list[tuple[Path, Path]], queries: list[str]) -> list[list[list[float]]]:
    """For each version (its sources, its archive) and each query, the times from the click."""
    with ExitStack() as stack:
        browser = stack.enter_context(_browser())
        settings = ("--rate-search", "off", "--processes", "1")
        addresses = [
            stack.enter_context(serving(archive, *settings, checkout=checkout))[0]
            for checkout, archive in versions
        ]
        clicks = [partial(_painted, browser, one) for one in addresses]
        for click in clicks:  # what is loaded once
            click("dân vận")
        return _in_turns(clicks, queries, 1)


def _asked(
    versions: list[tuple[Path, Path]], queries: list[str], rounds: int
) -> list[list[list[float]]]:
    """For each version and each query, milliseconds of a page, of its search, and of the rest."""
    with ExitStack() as stack:
        asks = [
            stack.enter_context(Version(checkout, archive, Path(__file__))).ask
            for checkout, archive in versions
        ]
        for ask in asks:
            ask(queries[0])
        seconds = _in_turns(asks, queries, rounds)
    return [
        [[1e3 * one for one in (page, searched, page - searched)] for page, searched in version]
        for version in seconds
    ]


def main() -> None:
    """Click, ask, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT")
    parser.add_argument("--beside-archive", type=Path, metavar="ARCHIVE")
    parser.add_argument("--queries", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-browser", action="store_true", help="only CPU time")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        answer(options.archive)
        return
    versions = [(_HERE, options.archive.absolute())]
    if options.beside:
        other = (options.beside_archive or options.archive).absolute()
        versions.append((options.beside.absolute(), other))
    with search.open(options.archive) as archive:
        asked = Asked([hit.article for hit in archive.search("", limit=_SAMPLED, snippets=False)])
    chance = Random(options.seed)
    queries = list({asked.query(chance): None for _ in range(options.queries)})
    if not options.no_browser:
        columns = _clicked(versions, queries)
        print(table(_rows(_TIMES, columns, f"ms from the click, {len(queries)} queries")) + "\n")
    columns = _asked(versions, queries, options.rounds)
    print(table(_rows(_COSTS, columns, f"ms of CPU time, {len(queries)} queries")))


if __name__ == "__main__":
    main()
