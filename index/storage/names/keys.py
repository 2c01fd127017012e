"""What names are compared by: a number for each, the same for all spellings of one.

The number is 48 bits of the XXH3 of the name's identity, so that names of many segments are joined
without their texts. In a million names no two meet but once in three hundred archives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from index.articles.facets import value_identities, value_identity
from index.vietnamese.names.mention import is_vietnamese

KEY_BYTES = 6
_STREETS = ("đường ", "phố ")
_LONG_FORMS = (
    (re.compile(r"^(?:uỷ ban nhân dân|ubnd)(?: \(ubnd\))?"), "ubnd"),
    (re.compile(r"^hội đồng nhân dân(?: \(hđnd\))?"), "hđnd"),
    (re.compile(r"^toà án nhân dân(?: \(tand\))?"), "tand"),
    (re.compile(r"^viện (?:kiểm sát nhân dân|ksnd)(?: \((?:vksnd|viện ksnd)\))?"), "vksnd"),
    (re.compile(r" (?:thành phố|tỉnh|tp\.?)(?= )"), ""),
    (re.compile(" hồ chí minh$"), " hcm"),
)

Keys = NDArray[np.uint64]


class Parts(NamedTuple):
    """What is the key of a part of some names, each name by its place, rising."""

    places: NDArray[np.int64]
    keys: Keys


class Described(NamedTuple):
    """What a vote has to know of names, without their texts.

    `spaces` are those in the identity, three at most; `foreign` are single words that are no
    Vietnamese syllables. `ends` has the last words of longer names that are none, `streets` what
    streets are called after.
    """

    keys: Keys
    spaces: NDArray[np.uint8]
    foreign: NDArray[np.bool_]
    ends: Parts
    streets: Parts


def identity(text: str, *, is_body: bool) -> str:
    """What all spellings of a name have in common; an organisation's long form is its short one."""
    return _identity(value_identity(text), is_body)


def key_of(identity: str) -> int:
    """The number of a name."""
    return xxh3_64_intdigest(identity.encode("utf-8", "surrogatepass")) >> 64 - 8 * KEY_BYTES


def described(texts: Sequence[str], bodies: Iterable[bool]) -> Described:
    """Some names by their printed texts; `bodies` tells which of them are organisations."""
    compared = value_identities(texts)
    identities = [_identity(one, is_body) for one, is_body in zip(compared, bodies, strict=True)]
    streets = {
        at: one.split(" ", 1)[1] for at, one in enumerate(identities) if one.startswith(_STREETS)
    }
    last = [one.rpartition(" ")[2] for one in identities]
    foreign = np.array([not is_vietnamese(one) for one in last], np.bool_)
    spaces = np.array([min(one.count(" "), 3) for one in identities], np.uint8)
    ends = {at: last[at] for at in np.flatnonzero(foreign & (spaces > 0)).tolist()}
    return Described(
        _keys(identities), spaces, foreign & (spaces == 0), *map(_parts, (ends, streets))
    )


def _identity(text: str, is_body: bool) -> str:
    if "-" in text or "–" in text:
        text = text.replace("-", " ").replace("–", " ")
    found = " ".join(text.split())
    if is_body:
        for long, short in _LONG_FORMS:
            found = long.sub(short, found)
    return found


def _keys(identities: Iterable[str]) -> Keys:
    return np.array([key_of(one) for one in identities], np.uint64)


def _parts(of: dict[int, str]) -> Parts:
    return Parts(np.array([*of], np.int64), _keys(of.values()))
