"""Links between the papers lead somewhere: to a file, and to a heading in it."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from papers.reading import PAGES, ROOT, anchors, links

# Hosts that a paper may name: those of the libraries that it tells of. Nothing asks them here.
KNOWN_HOSTS = {"pypi.org"}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    folder = PurePosixPath(page).parent
    for line, target in links(page):
        parts = urlsplit(target)
        where = f"{page}:{line}: {target}"
        if parts.scheme:
            assert parts.scheme == "https", where
            assert parts.hostname in KNOWN_HOSTS, where
            continue
        path = (ROOT / folder / unquote(parts.path)).resolve() if parts.path else ROOT / page
        assert path.is_relative_to(ROOT), where
        assert path.exists(), where
        if parts.fragment:
            assert unquote(parts.fragment) in anchors(str(path.relative_to(ROOT))), where


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("docs/")])
def test_every_page_is_reached_from_the_first(page: str) -> None:
    reached, left = set(), ["docs/index.md"]
    while left:
        one = left.pop()
        if one not in reached:
            reached.add(one)
            targets = [urlsplit(target).path for _, target in links(one)]
            left += [f"docs/{target}" for target in targets if f"docs/{target}" in PAGES]
    assert page in reached
