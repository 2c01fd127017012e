"""What is sent is packed, by Brotli, zstd or gzip, as the asker takes it.

Nothing that is sent is a secret beside words of the asker's own, so that lengths give nothing away
(pages hold no tokens). Long answers that come piece by piece stay as they are: each row is to be
seen when it is there, and one that is cut is to be told from a whole one.
"""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

from web.http.media_types import ATOM, JSON, OPENSEARCH, PROBLEM_JSON, SUGGESTIONS_JSON, TEXT

_SETTINGS = {
    "MIMETYPES": [
        *("text/html", "text/css", "text/javascript", "image/svg+xml", TEXT),
        *(ATOM, JSON, OPENSEARCH, PROBLEM_JSON, SUGGESTIONS_JSON),
    ],
    "ALGORITHM": ["br", "zstd", "gzip"],  # where the asker has no preference, the smallest first
    "BR_LEVEL": 5,  # from which on it is smaller than the others; .9 ms for a page of results
    "MIN_SIZE": 1_000,  # what fits into one packet is as quick unpacked
    "STREAMS": False,
}


def register(app: Flask) -> None:
    """Let `app` pack what it sends; what is registered before sees it packed."""
    app.config.update({f"COMPRESS_{name}": value for name, value in _SETTINGS.items()})
    Compress(app)
