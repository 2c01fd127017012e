"""Every fenced block of the papers does what the page says, or stands in a list that says why not.

The list is short and has reasons; a new block that is in neither fails here.
"""

from __future__ import annotations

import pytest
from papers.reading import PAGES, Block, blocks
from papers.running import RUNNERS, Desk

INSTALLS = "it installs packages from the network; the continuous integration does so"
SERVES = "it serves until it is stopped; tests/khobao runs such servers"
COMMANDS = "it checks or measures the project itself, for minutes"
NGINX = "nginx is not among what the tests need"
CLUSTER = "it needs a cluster; tests/cluster starts one where Java is there"
NAMES = "it is a file of corrections; tests/search/test_names.py reads such files"
DRAWING = "it is a drawing"

# Page and beginning of a block -> why the tests do not run it.
NOT_RUN = {
    ("README.md", "python3 -m venv .venv && .venv/bin/pip install -q ."): INSTALLS,
    ("README.md", "tests/run"): INSTALLS,
    ("README.md", "khobao serve"): SERVES,
    ("CONTRIBUTING.md", "tests/run"): INSTALLS,
    ("CONTRIBUTING.md", ".venv/bin/python -m pytest"): COMMANDS,
    ("CONTRIBUTING.md", "nox "): COMMANDS,
    ("CONTRIBUTING.md", "python tests/quality/"): COMMANDS,
    ("docs/operating.md", "khobao serve"): SERVES,
    ("docs/operating.md", "server {"): NGINX,
    ("docs/archive.md", "archive/"): DRAWING,
    ("docs/archive.md", "person: "): NAMES,
    ("docs/cluster.md", "pip install"): CLUSTER,
    ("docs/cluster.md", "x-node"): CLUSTER,
    ("docs/cluster.md", "docker compose"): CLUSTER,
    ("docs/cluster.md", "curl"): CLUSTER,
}

BLOCKS = [block for page in PAGES for block in blocks(page)]


def reason(block: Block) -> str | None:
    """Why a block is not run; None if it is."""
    reasons = (
        why
        for (page, beginning), why in NOT_RUN.items()
        if block.page == page and block.text.startswith(beginning)
    )
    return next(reasons, None)


RUN_PAGES = sorted({block.page for block in BLOCKS if not reason(block)})


def test_every_block_is_run_or_listed_with_a_reason() -> None:
    unknown = [
        f"{block.place} ({block.kind})"
        for block in BLOCKS
        if block.kind not in RUNNERS and not reason(block)
    ]
    assert unknown == []


@pytest.mark.parametrize(("page", "beginning"), NOT_RUN)
def test_the_list_names_one_block_that_is_there(page: str, beginning: str) -> None:
    assert sum(block.text.startswith(beginning) for block in blocks(page)) == 1


@pytest.mark.parametrize("page", RUN_PAGES)
def test_the_examples_of_a_page_do_what_it_says(page: str, desk: Desk) -> None:
    for block in blocks(page):
        if not reason(block):
            desk.run(block)
