"""A desk for the examples of a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers.running import Desk


@pytest.fixture
def desk(tmp_path: Path, sample_folder: Path) -> Desk:
    """A folder of its own, with the sample archive."""
    return Desk(tmp_path / "desk", sample_folder)
