"""What was rejected, read again: repaired in its place, or in a copy of the journal."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.build.pipeline import update
from index.build.reports import Report
from index.errors import InputError
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.reading import pieces

_PLACE = re.compile(r"(?:, (?:byte|row|line|item|page) .*|:\d+(?:, .*)?)$")


def rejected_files(archive: str | os.PathLike[str]) -> list[str]:
    """The files in which a run rejected something, each once, as far as they are still there.

    Raises `InputError` if the archive has no journal of it.
    """
    found: dict[str, None] = {}
    for entry in entries(Path(archive) / "rejected.jsonl"):
        path = _file_of(entry["where"])
        if path is not None:
            found[path] = None
    return list(found)


def repaired(journal: str | os.PathLike[str]) -> Iterator[tuple[str, bytes]]:
    """(where it was, bytes) of each piece in a repaired copy of rejected.jsonl, from its `raw`.

    Raises `InputError` for what is no such journal, and for a piece of which only the beginning was
    kept.
    """
    for number, entry in enumerate(entries(Path(journal)), 1):
        raw = entry.get("raw", "")
        if not raw.strip():
            continue
        if entry.get("cut"):
            raise InputError(
                f"line {number} of {journal} has only the beginning of what was rejected; repair "
                f"it in {entry['where']}, and run 'khobao retry' without a file"
            )
        yield entry["where"], raw.encode("utf-8", "surrogatepass")


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of a journal. Raises `InputError` for what is none."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    entry = json.loads(line)
                    if not isinstance(entry["where"], str):
                        raise TypeError
                except (ValueError, KeyError, TypeError):
                    raise InputError(
                        f"line {number} of {path} is no entry of rejected.jsonl: each is an object "
                        'with "where", "reason" and "raw"'
                    ) from None
                yield entry
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def _file_of(where: str) -> str | None:
    """The file that a place is in, however deep, if it is there."""
    path = _PLACE.sub("", where)
    while path and path not in (os.sep, "."):
        if os.path.isfile(path):  # noqa: PTH113
            return path
        path = os.path.dirname(path)  # noqa: PTH120
    return None


def retry(
    archive: str | os.PathLike[str],
    journal: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Report:
    """Read again what the last run rejected, and add what can be read now.

    Without a `journal`, the files in which something was rejected are read again, repaired or not:
    what the archive holds of them stays as it is. With one, a repaired copy of the archive's
    rejected.jsonl, each `raw` in it is read in place of what was rejected. `options` are those of
    `update`; afterwards rejected.jsonl tells what is still rejected. Raises `InputError` where
    there is nothing to read again.
    """
    if journal is not None:
        return update(_pieces(journal), archive, **options)
    files = rejected_files(archive)
    if not files:
        raise InputError(
            f"{Path(archive) / 'rejected.jsonl'} names no file that is still there; there is "
            "nothing to read again"
        )
    return update(files, archive, **options)


def _pieces(journal: str | os.PathLike[str]) -> Iterator[Any]:
    for where, data in repaired(journal):
        yield from pieces(Content(where, iter([data])), Options())
