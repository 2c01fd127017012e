"""What the tests of searching may use: posting lists made on the spot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.helpers.postings import posting_lists


@pytest.fixture(scope="session")
def make_postings() -> Callable[..., bytes]:
    """Makes the posting lists of a segment."""
    return posting_lists
