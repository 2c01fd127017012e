"""Files beside the segments, of what is worked out of all of them: arrays behind a head of JSON.

They are files as those of segments, whose columns are arrays of little-endian numbers, and one of
JSON which tells by which rules they were worked out, and of which segments.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import ColumnsFile

_HEAD = "segments"


def write_beside(
    folder: Path,
    kind: str,
    head: object,
    arrays: Iterable[tuple[str, NDArray[Any]]],
    articles: int,
) -> SegmentInfo:
    """Write a new file of a `kind`, which its name ends in, into a folder: a head, and arrays with
    the names of their columns; they are of so many articles.

    Returns what is known of the file. Raises OSError, and what giving an array raises.
    """
    file = ColumnsFile(folder / f"{secrets.token_hex(8)}.{kind}")
    try:
        file.column(_HEAD).write(json.dumps(head).encode())
        for name, array in arrays:
            little = array.dtype.newbyteorder("<")
            file.column(name).write(np.ascontiguousarray(array, little).tobytes())
        return file.finish(articles)
    except BaseException:
        file.close()
        raise


def head_of(file: SegmentFile) -> Any:
    """The head of a file. Raises ValueError when it is damaged."""
    column = file.column(_HEAD)
    column.check_all()
    return json.loads(bytes(column.data))


def array_of(file: SegmentFile, name: str, type: DTypeLike) -> NDArray[Any]:
    """An array of a file, of numbers of a type. Raises ValueError when it is damaged, or lacks."""
    if name not in file.info.columns:
        raise ValueError(f"the file {file.path} lacks {name}")
    column = file.column(name)
    column.check_all()
    found: NDArray[Any] = np.frombuffer(column.data, np.dtype(type).newbyteorder("<"))
    return found
