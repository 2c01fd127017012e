"""What was rejected, read again: repaired in its place, or in a copy of the journal."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.build.pipeline import update_keeping
from index.build.reports import Report
from index.errors import InputError
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.files import InputFile, find_again
from index.inputs.reading import Read, pieces
from index.printing import counted

Entry = dict[str, Any]

_PLACE = re.compile(r"(?:, (?:byte|row|line|item|page) [^/]*|:\d+(?:, [^/]*)?)$")


def repaired(entries: Sequence[Entry], journal: str | os.PathLike[str]) -> Iterator[Read]:
    """What there is in the pieces in a repaired copy of rejected.jsonl, from their `raw`.

    Raises `InputError` for a piece of which only the beginning was kept.
    """
    for number, entry in enumerate(entries, 1):
        if not entry["raw"].strip():
            continue
        if entry.get("cut"):
            raise InputError(
                f"line {number} of {journal} has only the beginning of what was rejected; repair "
                f"it in {entry['where']}, and run 'khobao retry' without a file"
            )
        data = entry["raw"].encode("utf-8", "surrogatepass")
        yield from pieces(Content(entry["where"], iter([data])), Options())


def entries(path: Path) -> Iterator[Entry]:
    """The entries of a journal. Raises `InputError` for what is none."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    entry = json.loads(line)
                    folder, settings = entry.get("folder", ""), entry.get("settings", {})
                    texts = (entry["where"], entry["raw"], folder)
                    if (
                        not all(isinstance(text, str) for text in texts)
                        or type(settings) is not dict
                    ):
                        raise TypeError
                except (ValueError, KeyError, TypeError):
                    raise InputError(
                        f"line {number} of {path} is no entry of rejected.jsonl: each is an object "
                        'with "where", "reason" and "raw"'
                    ) from None
                yield entry
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not in UTF-8; save it so") from None


def _file_of(entry: Entry) -> InputFile | None:
    """The file that a place is in, however deep, if it is there."""
    path = entry["where"]
    while path and path not in (os.sep, "."):
        if os.path.isfile(path):  # noqa: PTH113
            return find_again(path, entry.get("folder"))
        outside = _PLACE.sub("", path)
        path = outside if outside != path else os.path.dirname(path)  # noqa: PTH120
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
    `update`; settings of reading that are not given are those of the run that rejected it.
    Afterwards rejected.jsonl tells what is still rejected, what could not be read again with it.
    Raises `InputError` where there is nothing to read again.
    """
    path = Path(archive) / "rejected.jsonl" if journal is None else Path(journal)
    every = list(entries(path))
    if journal is None:
        files = [_file_of(entry) for entry in every]
        left = [entry for entry, file in zip(every, files, strict=True) if file is None]
        given: Any = list(dict.fromkeys(file for file in files if file is not None))
        what = "names no file that is still there"
    else:
        left = [entry for entry in every if not entry["raw"].strip()]
        given = repaired(every, journal)
        what = "has nothing under raw"
    if len(left) == len(every):
        raise InputError(f"{path} {what}; there is nothing to read again")
    report = update_keeping(left, given, archive, **_settings(every, options))
    if left:
        report.warnings.append(
            f"{counted(len(left), 'piece')} of {path} could not be read again, and stay rejected, "
            f"such as {left[0]['where']}"
        )
    return report


def _settings(entries: Sequence[Entry], options: dict[str, Any]) -> dict[str, Any]:
    """The options of a run, with the settings of the one that rejected some entries."""
    before = entries[0].get("settings", {})
    if any(entry.get("settings", {}) != before for entry in entries):
        raise InputError(
            "what is to be read again was rejected by runs with different settings; give the pieces"
            " of one at a time"
        )
    settings = {
        **before,
        **{name: one for name, one in options.items() if one or name not in before},
    }
    try:
        Options.of(**{name: settings[name] for name in before})
    except (TypeError, ValueError, AttributeError):
        raise InputError("the settings in the journal are none that there are") from None
    return settings
