"""The pages build as a static site, strictly, and nothing of it is asked for from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from papers.reading import PAGES, ROOT

# What a browser fetches by itself to show a page, if it names a host.
FETCHED = re.compile(
    r'<(?:script|img|iframe|source)[^>]+src="(?:https?:)?//'
    r'|<link[^>]+rel="(?:stylesheet|preconnect|preload|icon)"[^>]+href="(?:https?:)?//'
    r"|url\([\"']?(?:https?:)?//|@import [\"'](?:https?:)?//"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built; skips where the tools of the extra `docs` are not installed."""
    for tool in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(tool, reason=f"{tool} is not installed (pip install '.[docs]')")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "docs", str(folder)]
    build = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert build.returncode == 0, build.stderr
    return folder


def test_every_page_is_on_the_site_and_in_its_contents(site: Path) -> None:
    first = (site / "index.html").read_text(encoding="utf-8")
    names = [Path(page).stem for page in PAGES if page.startswith("docs/")]
    assert len(names) > 10
    for name in names:
        assert (site / f"{name}.html").is_file()
        assert name == "index" or f'href="{name}.html"' in first


def test_the_site_asks_no_other_host_for_anything(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.suffix in (".html", ".css", ".js")]
    assert len(files) > 15
    for path in files:
        assert not FETCHED.search(path.read_text(encoding="utf-8")), path


def test_links_out_of_the_site_are_plain_text(site: Path) -> None:
    for path in site.glob("*.html"):
        assert 'href="../' not in path.read_text(encoding="utf-8"), path
