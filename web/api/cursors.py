"""Cursors: where a page of hits ended, for which search, in which generation.

A page's number is all that a short look needs. Whoever reads on and on wants to know that the
archive changed meanwhile, for then hits move: a cursor knows it.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from werkzeug.datastructures import MultiDict

from web.parameters.asked import VALUES, Parameters
from web.parameters.types import LARGEST_PAGE, LARGEST_SIZE, BadParameterError, ParameterType

DEEP = 10_000  # hits; from there on `next` is a cursor
_INSIDE = re.compile(r"([0-9]{1,12})\.([0-9]{1,18})\.([0-9a-f]{16})")


@dataclass(frozen=True)
class Cursor:
    """The place after `offset` hits of the search that `digest` stands for."""

    offset: int
    generation: int
    digest: str

    @classmethod
    def after(cls, offset: int, generation: int, parameters: Parameters) -> Cursor:
        """The cursor after the first `offset` hits of a search."""
        return cls(offset, generation, _digest(parameters))

    def belongs_to(self, parameters: Parameters) -> bool:
        """Whether it was made for the same query, filters, order and grouping."""
        return self.digest == _digest(parameters)

    @property
    def text(self) -> str:
        """The cursor as it stands in an address."""
        inside = f"{self.offset}.{self.generation}.{self.digest}"
        return urlsafe_b64encode(inside.encode()).decode().rstrip("=")


class CursorType(ParameterType[Cursor | None]):
    """A cursor of an earlier answer."""

    def read(self, args: MultiDict[str, str]) -> Cursor | None:
        """The cursor, or None if none is given."""
        text = self._text(args)
        if not text:
            return None
        try:
            decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        except ValueError:  # no base64, or nothing that was ever in one
            decoded = ""
        inside = _INSIDE.fullmatch(decoded)
        if not inside:
            raise BadParameterError(self.name, text, "wanted.cursor")
        offset = min(int(inside[1]), LARGEST_PAGE * LARGEST_SIZE)
        return Cursor(offset, int(inside[2]), inside[3])

    @property
    def schema(self) -> dict[str, Any]:
        """An opaque string."""
        return {"type": "string", "format": "cursor"}


def _digest(parameters: Parameters) -> str:
    """A fingerprint of what decides on the hits and their order."""
    asked = {
        **{"q": parameters.q, "sort": parameters.sort, "group": parameters.group},
        **{"since": parameters.since, "until": parameters.until, "match": parameters.match},
        **{"added": parameters.added, "since_added": parameters.since_added},
        **{name: parameters.values(name) for name in VALUES},
        "undated": parameters.undated,
    }
    text = json.dumps(asked, sort_keys=True, default=lambda moment: moment.isoformat())
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
