"""Archives of somebody who means harm: pickles that run a program, with checksums that fit.

A pickle is code. Here are such that make a marker file, put into every file of an archive: in place
of it, before it, behind it, and over each pickle that is in it already. The manifest's sizes and
checksums are then made to fit, whichever it holds, as a stranger would.
"""

from __future__ import annotations

import builtins
import json
import os
import pathlib
import pickle
import pickletools
import zlib
from collections.abc import Callable, Iterator
from hashlib import blake2b, md5, sha1, sha256
from pathlib import Path
from typing import Any, NamedTuple

import xxhash

_MANIFEST = "manifest.json"
_SHORTEST = 24


class _Reduced:
    """Something whose pickle calls a function."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return self._call


def payloads(marker: Path) -> Iterator[bytes]:
    """Pickles that make the marker file when they are read, by every road into Python."""
    calls = (
        _Reduced(os.system, f"touch '{marker}'"),
        _Reduced(pathlib.Path.touch, marker),
        _Reduced(builtins.exec, f"open({str(marker)!r}, 'w').close()"),
    )
    for call in calls:
        for protocol in (0, 2, 4):
            yield pickle.dumps(call, protocol)


class Hostile(NamedTuple):
    """What was done to which file: its new content."""

    file: str
    how: str
    data: bytes


def variants(archive: Path, generation: Path, marker: Path) -> Iterator[Hostile]:
    """Every way to put a payload into a file of the archive's live generation, or beside it."""
    all_payloads = list(payloads(marker))
    short = min(all_payloads, key=len)
    paths = [path for path in archive.iterdir() if path.is_file()]
    paths += [path for path in sorted(generation.rglob("*")) if path.is_file()]
    for path in paths:
        name, data = str(path.relative_to(archive)), path.read_bytes()
        for number, payload in enumerate(all_payloads[:2]):
            yield Hostile(name, f"replaced by payload {number}", payload)
        yield Hostile(name, "payload before", short + data)
        yield Hostile(name, "payload behind", data + short)
        for start, end in pickles(data):
            for number, payload in enumerate(all_payloads):
                if len(payload) <= end - start:
                    spoilt = data[:start] + payload + data[start + len(payload) :]
                    yield Hostile(name, f"payload {number} over the pickle at {start}", spoilt)


def pickles(data: bytes) -> Iterator[tuple[int, int]]:
    """Where a pickle begins and ends, plain values or not; shorter ones may be accidents."""
    for start in _places(data, b"\x80"):
        if data[start + 1 : start + 2] not in (b"\x02", b"\x03", b"\x04", b"\x05"):
            continue
        try:
            for code, _, place in pickletools.genops(data[start:]):
                if code.name == "STOP" and place is not None and place >= _SHORTEST:
                    yield start, start + place + 1
        except Exception:
            continue  # it only looked like one


def _places(data: bytes, what: bytes) -> Iterator[int]:
    place = data.find(what)
    while place >= 0:
        yield place
        place = data.find(what, place + 1)


_HASHES: tuple[Callable[[bytes], Any], ...] = (
    *(lambda data, size=size: blake2b(data, digest_size=size).hexdigest() for size in range(8, 65)),
    *(lambda data, hash=hash: hash(data).hexdigest() for hash in (sha256, sha1, md5)),
    *(
        lambda data, hash=hash: hash(data).hexdigest()
        for hash in (xxhash.xxh3_64, xxhash.xxh3_128, xxhash.xxh64)
    ),
    *(lambda data, hash=hash: hash(data).intdigest() for hash in (xxhash.xxh3_64, xxhash.xxh64)),
    zlib.crc32,
    lambda data: f"{zlib.crc32(data):08x}",
)
_FORMS: tuple[dict[str, Any], ...] = tuple(
    {"sort_keys": sort, "separators": separators, "indent": indent, "ensure_ascii": ascii}
    for sort in (True, False)
    for separators in (None, (",", ":"))
    for indent in (None, 1, 2)
    for ascii in (True, False)
)


def seal(generation: Path, file: Path, before: bytes) -> bool:
    """Make the manifest fit a file that had another content `before`.

    Every value that is the file's size or one of the usual checksums of it becomes the new one, and
    so does the manifest's checksum of itself. Returns whether that could be found.
    """
    path, after = generation / _MANIFEST, file.read_bytes()
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False  # the manifest is what was replaced
    changes: dict[Any, Any] = {hash(before): hash(after) for hash in _HASHES}
    changed = _changed(manifest, {**changes, len(before): len(after)})
    text = json.dumps(resealed(manifest, changed), indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
    return _own_checksum(manifest) is not None


def resealed(manifest: dict[str, Any], spoilt: dict[str, Any]) -> dict[str, Any]:
    """A manifest that was changed, with the checksum of itself made as in the one it was."""
    own = _own_checksum(manifest)
    if own is None or own[0] not in spoilt:
        return spoilt
    name, hash, form = own
    return {**spoilt, name: hash(_serialised(spoilt, name, form))}


def _own_checksum(manifest: Any) -> tuple[str, Callable[[bytes], Any], dict[str, Any]] | None:
    """Which of the manifest's values is a checksum of the others, and how it is made."""
    for name, value in manifest.items() if isinstance(manifest, dict) else ():
        for form in _FORMS if isinstance(value, str | int) else ():
            data = _serialised(manifest, name, form)
            for hash in _HASHES:
                if hash(data) == value:
                    return name, hash, form
    return None


def _serialised(manifest: dict[str, Any], without: str, form: dict[str, Any]) -> bytes:
    rest = {name: value for name, value in manifest.items() if name != without}
    return json.dumps(rest, **form).encode()


def _changed(value: Any, changes: dict[Any, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _changed(one, changes) for name, one in value.items()}
    if isinstance(value, list):
        return [_changed(one, changes) for one in value]
    return changes.get(value, value) if isinstance(value, str | int) else value
