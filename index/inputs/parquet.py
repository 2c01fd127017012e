"""Columnar files: Parquet, Feather and Arrow's own, group after group of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from index.articles.article import Rejected
from index.inputs.columns import Columns, describe_articles, refusal
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record
from index.inputs.plain_values import plain

if TYPE_CHECKING:
    import pyarrow as pa

_PARQUET = b"PAR1"
_ROWS = 512  # that are held at once
_RAW = 200  # characters
_MISSING = "reading it needs pyarrow: pip install 'khobao[parquet]'"
_PLAIN = (str, int, type(None))


def read(content: Content, options: Options) -> Iterator[Record | Rejected]:
    """The articles in the rows of a columnar file."""
    try:
        import pyarrow as pa  # noqa: PLC0415  (it is large, and an extra)
    except ImportError:
        yield Rejected(content.name, _MISSING)
        return
    # What is damaged shows in many ways, also as what pyarrow does not support.
    damages = (pa.ArrowException, OSError, ValueError, OverflowError)
    with content.spooled() as file:
        try:
            names, groups = _parquet(file) if file.read(4) == _PARQUET else _arrow(file)
        except damages as error:
            yield Rejected(content.name, f"it cannot be read: {_first_line(error)}")
            return
        if not describe_articles(names, options.mapping):
            yield Rejected(content.name, refusal(names))
            return
        columns = Columns(names)
        for group in groups:
            number = group.first
            try:
                for row in chain.from_iterable(map(_rows, group.batches())):
                    yield _record(row, columns, f"{content.name}, row {number}", content.notes)
                    number += 1
            except damages as error:
                lost = "" if group.last is None else f"; rows up to {group.last} are left out"
                reason = f"it cannot be read on: {_first_line(error)}{lost}"
                yield Rejected(f"{content.name}, row {number}", reason)


class _Group(NamedTuple):
    """Rows that are read together: the numbers of the first and, where it is known, the last."""

    first: int
    last: int | None
    batches: Callable[[], Iterator[pa.RecordBatch]]


def _parquet(file: BinaryIO) -> tuple[list[str], Iterator[_Group]]:
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    file.seek(0)
    # A page at a time, not a whole group of rows.
    parquet = ParquetFile(file, memory_map=False, buffer_size=1 << 20, pre_buffer=False)

    def groups() -> Iterator[_Group]:
        first = 1
        for place in range(parquet.num_row_groups):
            last = first + parquet.metadata.row_group(place).num_rows - 1
            read = partial(parquet.iter_batches, _ROWS, row_groups=[place], use_threads=False)
            yield _Group(first, last, read)
            first = last + 1

    return parquet.schema_arrow.names, groups()


def _arrow(file: BinaryIO) -> tuple[list[str], Iterator[_Group]]:
    from pyarrow.ipc import open_file  # noqa: PLC0415

    file.seek(0)
    reader = open_file(file)

    def batches() -> Iterator[pa.RecordBatch]:
        for place in range(reader.num_record_batches):
            batch = reader.get_batch(place)
            yield from (batch.slice(at, _ROWS) for at in range(0, batch.num_rows, _ROWS))

    return reader.schema.names, iter([_Group(1, None, batches)])


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """The rows of a batch, as Python has their values."""
    return zip(*(_values(column) for column in batch.columns), strict=True)


def _values(column: pa.Array) -> list[Any]:
    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except (ValueError, OverflowError):  # among others a date far off
        return [_value(one) for one in column]


def _value(scalar: Any) -> Any:
    with suppress(ValueError, OverflowError):
        return scalar.as_py()
    return None


def _record(row: tuple[Any, ...], columns: Columns, where: str, notes: tuple[str, ...]) -> Record:
    cells = [cell if isinstance(cell, _PLAIN) else plain(cell) for cell in row]
    values, again = columns.values(cells)
    kept = {name: value for name, value in values.items() if value is not None}
    raw = ", ".join(str(value)[:_RAW] for value in kept.values())[:_RAW]
    return Record(where, kept, notes, again, raw=raw)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
