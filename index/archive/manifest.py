"""The table of contents of a generation: JSON with a version and a checksum, and nothing else.

{
 "format": 4, "generation": 3, "fingerprint": "khobao-2 model-…", "schema": 1,
 "command": "update", "created": "2026-11-28T07:00:00+00:00", "replaces": null,
 "counts": {"articles": 62},
 "segments": [
  {"file": "….seg", "size": 318733, "articles": 63, "deleted": [5],
   "columns": {"text": [0, 104211], …}, "checksums": [318221, "…"]}
 ],
 "checksum": "…"
}

A segment's file holds its columns one after another (where each begins, how long it is) and then
the checksums of their blocks (where they begin, and the checksum of these). Nothing that a manifest
names is imported or run, and the only files that it can name lie beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from index.vietnamese.analysis import RULES
from index.vietnamese.words_model import model_fingerprint

FORMAT = 4
SCHEMA = 1  # raise it when `schema.build_schema` gets, loses or changes a field
MANIFEST = "manifest.json"
SEGMENT_NAME = re.compile(r"[0-9a-z]{16}\.seg")
_COLUMN_NAME = re.compile(r"[a-z_]{1,40}")
_MOST_ARTICLES = 1 << 31
_MOST_BYTES = 1 << 62


@cache
def fingerprint() -> str:
    """Names the rules of analysis: two archives with one fingerprint hold comparable terms.

    It is made of our own rules and of what the model of words holds, whatever pyvi's version is.
    """
    return f"khobao-{RULES} model-{model_fingerprint()}"


@dataclass(frozen=True)
class SegmentRecord:
    """What the manifest says of one segment.

    `columns` gives (begin, size) of each column in the `file`, which has `size` bytes; `deleted`
    are the numbers of the articles that are no more, rising; `table` is where the checksums of the
    blocks begin, `table_checksum` theirs.
    """

    file: str
    size: int
    articles: int
    deleted: tuple[int, ...]
    columns: Mapping[str, tuple[int, int]]
    table: int
    table_checksum: str

    @property
    def live(self) -> int:
        """How many articles are not deleted."""
        return self.articles - len(self.deleted)

    def to_json(self) -> dict[str, Any]:
        """The form in the manifest."""
        return {
            "file": self.file,
            "size": self.size,
            "articles": self.articles,
            "deleted": list(self.deleted),
            "columns": {name: list(place) for name, place in self.columns.items()},
            "checksums": [self.table, self.table_checksum],
        }


@dataclass(frozen=True)
class Manifest:
    """What a generation holds, how it was analysed, and what made it (`command`, `created`)."""

    generation: int
    segments: tuple[SegmentRecord, ...]
    command: str
    created: str
    fingerprint: str
    schema: int
    replaces: int | None = None  # a damaged generation, which is nobody's to go back to
    format: int = FORMAT

    @property
    def articles(self) -> int:
        """How many articles can be found."""
        return sum(segment.live for segment in self.segments)

    def to_text(self) -> str:
        """The file's text."""
        values = {
            "format": self.format,
            "generation": self.generation,
            "fingerprint": self.fingerprint,
            "schema": self.schema,
            "command": self.command,
            "created": self.created,
            "replaces": self.replaces,
            "counts": {"articles": self.articles},
            "segments": [segment.to_json() for segment in self.segments],
        }
        return json.dumps({**values, "checksum": checksum_of(values)}, indent=1) + "\n"


def checksum_of(values: Mapping[str, Any]) -> str:
    """The checksum of a manifest's values, without the checksum itself."""
    return blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=16).hexdigest()


def format_of(data: bytes) -> int:
    """The format of a manifest, whatever version wrote it. Raises ValueError when it is damaged."""
    return _whole(_values(data)["format"], 1 << 31, "its format")


def parse(data: bytes) -> Manifest:
    """The manifest in a file of this version's format.

    Raises ValueError when it is damaged, which whoever made it cannot avoid by its checksum:
    every name, number and place is looked at.
    """
    values = _values(data)
    if not data.endswith(b"}\n"):
        raise ValueError("it is cut or goes on behind its end")
    if values.pop("checksum", None) != checksum_of(values):
        raise ValueError("it does not match its own checksum")
    try:
        segments = tuple(segment_of(one) for one in _listed(values["segments"]))
        texts = [values[name] for name in ("command", "created", "fingerprint")]
        counted = values["counts"]["articles"]
        schema = _whole(values["schema"], 1 << 31, "its schema")
        generation = _whole(values["generation"], 1 << 62, "its generation")
        replaces = values["replaces"]
        if replaces is not None:
            _whole(replaces, 1 << 62, "what it replaces")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it lacks something ({error})") from None
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("it holds something else than a text")
    if len({segment.file for segment in segments}) != len(segments):
        raise ValueError("it names a file twice")
    command, created, rules = texts
    manifest = Manifest(generation, segments, command, created, rules, schema, replaces)
    if counted != manifest.articles:
        raise ValueError(f"it counts {counted} articles where its segments have otherwise")
    return manifest


def _values(data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON ({error})") from None
    if not isinstance(values, dict) or "format" not in values:
        raise ValueError("it is none")
    return values


def segment_of(values: Any) -> SegmentRecord:
    """What `SegmentRecord.to_json` wrote. Raises ValueError, KeyError or TypeError when damaged."""
    file = values["file"]
    if not isinstance(file, str) or not SEGMENT_NAME.fullmatch(file):
        raise ValueError(f"it names a file {file!r}")
    size = _whole(values["size"], _MOST_BYTES, file)
    articles = _whole(values["articles"], _MOST_ARTICLES, file)
    deleted = tuple(_whole(one, articles - 1, file) for one in _listed(values["deleted"]))
    if any(one >= next_one for one, next_one in pairwise(deleted)):
        raise ValueError(f"the deleted articles of {file} do not rise")
    table, table_checksum = values["checksums"]
    table = _whole(table, size, file)
    columns = {}
    for name, (begin, length) in values["columns"].items():
        if not _COLUMN_NAME.fullmatch(name):
            raise ValueError(f"it names a column {name!r}")
        end = _whole(begin, table, file) + _whole(length, table, file)
        columns[name] = (begin, _whole(end, table, file) - begin)
    if not isinstance(table_checksum, str):
        raise ValueError(f"{file} has no checksum")
    return SegmentRecord(file, size, articles, deleted, columns, table, table_checksum)


def _listed(values: Any) -> list[Any]:
    if not isinstance(values, list):
        raise ValueError("it holds something else than a list")
    return values


def _whole(number: Any, most: int, what: str) -> int:
    """The number, if it is whole and from 0 to `most`."""
    if type(number) is not int or not 0 <= number <= most:
        raise ValueError(f"a number of {what} is {number!r}")
    return number
