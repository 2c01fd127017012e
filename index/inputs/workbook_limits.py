"""Whether a workbook can be read in the memory that there is, before it is read at all.

A sheet is held in memory as a grid, so that two cells far apart can ask for all of it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

MOST_EXPANDED = 512 << 20
"""Bytes that a workbook may have when it is unpacked."""

MOST_CELLS = 10_000_000
"""Cells that one of its sheets may have, from the first to the last that is filled."""

_CHUNK = 1 << 20
_OVERLAP = 4096  # bytes in which a tag fits
_CELL = re.compile(
    rb'<(?:\w{1,9}:)?c\s[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}?(?<!/)>'
)
_REPEATED = re.compile(rb"<table:table-(?:row|cell)\b[^<>]{0,900}>")
_TIMES = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d{1,9})"')
_MOST_REPEATED = 1_000


def refusal(file: BinaryIO) -> str | None:
    """Why a workbook is not read, None if it can be; `file` is at its beginning afterwards."""
    try:
        with zipfile.ZipFile(file) as packed:
            return _too_large(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        return f"the workbook is damaged: {error}"
    finally:
        file.seek(0)


def _too_large(packed: zipfile.ZipFile) -> str | None:
    told = sum(member.file_size for member in packed.infolist())
    if told > MOST_EXPANDED:
        return f"it has {told:,} bytes when it is unpacked; at most {MOST_EXPANDED:,} are read"
    for member in packed.infolist():
        name = member.filename
        is_sheet = "/worksheets/" in name and name.endswith(".xml")
        # What has another size than the directory tells does not have its checksum.
        cells = _cells(packed, member, is_sheet=is_sheet, is_ods=name == "content.xml")
        if cells > MOST_CELLS:
            return f"{name} spans {cells:,} cells; at most {MOST_CELLS:,} are read"
    return None


def _cells(
    packed: zipfile.ZipFile, member: zipfile.ZipInfo, *, is_sheet: bool, is_ods: bool
) -> int:
    """How many cells a member spans, all of which is read; 0 if it is no sheet."""
    rows = columns = repeated = 0
    first_row = first_column = 1 << 30
    rest = b""
    with packed.open(member) as file:
        while chunk := file.read(_CHUNK):
            data = rest + chunk
            if is_sheet:
                for letters, digits in _CELL.findall(data):
                    row, column = int(digits), _number(letters)
                    rows, columns = max(rows, row), max(columns, column)
                    first_row, first_column = min(first_row, row), min(first_column, column)
            elif is_ods:
                repeated += _filled_often(data)
            rest = data[-_OVERLAP:] if is_sheet or is_ods else b""
    if repeated:
        return MOST_CELLS + repeated
    return max(0, rows - first_row + 1) * max(0, columns - first_column + 1)


def _number(letters: bytes) -> int:
    """The number of the column that is called by such letters."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _filled_often(data: bytes) -> int:
    """How often cells with a value are repeated, beyond what people do."""
    most = 0
    times = 1  # of the row
    for tag in _REPEATED.findall(data):
        found = _TIMES.search(tag)
        count = int(found[1]) if found else 1
        if tag.startswith(b"<table:table-row"):
            times = count
        elif b"office:value-type" in tag and count * times > _MOST_REPEATED:
            most = max(most, count * times)
    return most
