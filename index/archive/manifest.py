"""The table of contents of a generation: JSON with a version and a checksum, and nothing else.

{
 "format": 4, "generation": 3, "fingerprint": "khobao-2 model-…", "schema": 1,
 "command": "update", "created": "2026-11-28T07:00:00+00:00", "replaces": null,
 "counts": {"articles": 62},
 "segments": [
  {"file": "….seg", "size": 318733, "articles": 63, "deleted": [5],
   "columns": {"text": [0, 104211], …}, "checksums": [318221, "…"]}
 ],
 "told": null, "shared": null,
 "checksum": "…"
}

A segment's file holds its columns one after another (where each begins, how long it is) and then
the checksums of their blocks (where they begin, and the checksum of these). `told` and
`shared` are files of the same kind, of large archives alone (see `index.storage.names.told_file`
and `index.storage.shared.file`). Nothing that a manifest names is imported or run, and the only
files that it can name lie beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from index.storage.segment_info import (
    SHARED_NAME,
    TOLD_NAME,
    SegmentInfo,
    as_list,
    parse_segment,
    whole_number,
)
from index.vietnamese.segmentation import RULES_VERSION
from index.vietnamese.words_model import model_fingerprint

FORMAT = 4
SCHEMA = 1  # raise it when `schema.build_schema` gets, loses or changes a field
MANIFEST = "manifest.json"


@cache
def fingerprint() -> str:
    """Names the rules of analysis: two archives with one fingerprint hold comparable terms.

    It is made of our own rules and of what the model of words holds, whatever pyvi's version is.
    """
    return f"khobao-{RULES_VERSION} model-{model_fingerprint()}"


@dataclass(frozen=True)
class Manifest:
    """What a generation holds, how it was analysed, and what made it (`command`, `created`)."""

    generation: int
    segments: tuple[SegmentInfo, ...]
    command: str
    created: str
    fingerprint: str
    schema: int
    told: SegmentInfo | None = None  # what all articles tell of names, where that is a file
    shared: SegmentInfo | None = None  # what else is worked out of all segments, where that is one
    replaces: int | None = None  # a damaged generation, which is nobody's to go back to
    format: int = FORMAT

    @property
    def articles(self) -> int:
        """How many articles can be found."""
        return sum(segment.live for segment in self.segments)

    @property
    def files(self) -> tuple[SegmentInfo, ...]:
        """What is known of each file: those of the segments, and what else there is."""
        others = (self.told, self.shared)
        return (*self.segments, *(one for one in others if one is not None))

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
            "told": None if self.told is None else self.told.to_json(),
            "shared": None if self.shared is None else self.shared.to_json(),
        }
        return json.dumps({**values, "checksum": checksum_of(values)}, indent=1) + "\n"


def checksum_of(values: Mapping[str, Any]) -> str:
    """The checksum of a manifest's values, without the checksum itself."""
    return blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=16).hexdigest()


def format_of(data: bytes) -> int:
    """The format of a manifest, whatever version wrote it. Raises ValueError when it is damaged."""
    return whole_number(_values(data)["format"], 1 << 31, "its format")


def parse(data: bytes) -> Manifest:
    """The manifest in a file of this version's format.

    Raises ValueError when it is damaged. A right checksum is not enough, since anybody can compute
    one: every name, number and place is looked at.
    """
    values = _values(data)
    if not data.endswith(b"}\n"):
        raise ValueError("it is cut or goes on behind its end")
    if values.pop("checksum", None) != checksum_of(values):
        raise ValueError("it does not match its own checksum")
    try:
        segments = tuple(parse_segment(one) for one in as_list(values["segments"]))
        told = _parse_other(values, "told", TOLD_NAME)
        shared = _parse_other(values, "shared", SHARED_NAME)
        texts = [values[name] for name in ("command", "created", "fingerprint")]
        counted = values["counts"]["articles"]
        schema = whole_number(values["schema"], 1 << 31, "its schema")
        generation = whole_number(values["generation"], 1 << 62, "its generation")
        replaces = values["replaces"]
        if replaces is not None:
            whole_number(replaces, 1 << 62, "what it replaces")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it lacks something ({error})") from None
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("it holds something else than a text")
    if len({segment.file for segment in segments}) != len(segments):
        raise ValueError("it names a file twice")
    command, created, rules = texts
    manifest = Manifest(
        generation, segments, command, created, rules, schema, told, shared, replaces
    )
    if counted != manifest.articles:
        raise ValueError(f"it counts {counted} articles where its segments have otherwise")
    return manifest


def _parse_other(
    values: Mapping[str, Any], name: str, named: re.Pattern[str]
) -> SegmentInfo | None:
    """What is known of another file than those of segments; archives of before have none."""
    told = values.get(name)
    return None if told is None else parse_segment(told, named)


def _values(data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON ({error})") from None
    if not isinstance(values, dict) or "format" not in values:
        raise ValueError("it is none")
    return values
