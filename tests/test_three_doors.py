"""The library, the command line and HTTP give one answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import search
from web import create_app

QUERIES = [
    "",
    "dan van mat tran",
    "cầu Bến Trúc",
    "HÒA BÌNH",
    '"hội nghị" OR muối',
    "title:cầu -phà",
    "kh?e",
    "Covid -19",
    "(dân vận",
    "<script>",
    "HĐND, bao hiem y te",
]


@pytest.mark.parametrize("typed", QUERIES)
def test_three_doors_give_the_same_hits_in_the_same_order(
    typed: str, sample: search.Archive, sample_folder: Path
) -> None:
    library = sample.search(typed, limit=7).to_dict()
    command = [sys.executable, "-m", "khobao", "search", "--json", "--limit", "7"]
    run = subprocess.run(
        [*command, "--archive", str(sample_folder), "--", typed],
        capture_output=True,
        check=True,
    )
    terminal = json.loads(run.stdout)
    client = create_app(sample_folder).test_client()
    http = client.get("/api/v1/search", query_string={"q": typed, "size": 7}).get_json()
    library = json.loads(json.dumps(library))
    for answer in (library, terminal, http):
        for varying in ("seconds", "next"):
            answer.pop(varying)
    assert terminal == library
    assert http == library
