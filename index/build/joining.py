"""Several segments into one, column by column, with a bounded amount of memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.storage.columns import Column, DerivedColumn, LateColumn, Live
from index.storage.schema import build_schema
from index.storage.segment_file import SegmentFile, live_flags
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import SegmentWriter


@dataclass(frozen=True)
class Joining:
    """Segments that are to become one in `folder`, each with the folder that it lies in.

    What follows from other columns is joined, too, which is quicker; with `derive` it is made anew.
    See `SegmentWriter` for `anew_from`.
    """

    folder: Path
    parts: tuple[tuple[Path, SegmentInfo], ...]
    derive: bool = False
    anew_from: int | None = None

    @property
    def articles(self) -> int:
        """How many there will be."""
        return sum(info.live for _, info in self.parts)


def join(joining: Joining) -> SegmentInfo:
    """Write the segment, without the deleted articles of the others, which stay as they are.

    Nothing is left of it after an exception. Raises OSError, and ValueError when one is damaged.
    """
    schema = build_schema()
    files = [SegmentFile(folder, info) for folder, info in joining.parts]
    lives = [live_flags(info) for _, info in joining.parts]
    parts = list(zip(files, lives, strict=True))

    def let_go() -> None:
        for file in files:
            file.let_go()

    writer = SegmentWriter(joining.folder, schema, let_go, joining.anew_from)
    try:
        for name, field in schema.items():
            column = field.column_type
            anew = isinstance(column, LateColumn) or (
                isinstance(column, DerivedColumn) and (joining.derive or not column.is_joined)
            )
            if isinstance(column, Column) and not anew:
                opened = [_opened(file, name, column, live) for file, live in parts]
                if any(one is not None for one in opened):
                    filled = (
                        column.empty(len(live)) if one is None else one
                        for one, live in zip(opened, lives, strict=True)
                    )
                    writer.join(name, list(zip(filled, lives, strict=True)))
                    let_go()
        return writer.finish()
    except BaseException:
        writer.discard()
        raise


def _opened(file: SegmentFile, name: str, column: Column, live: Live) -> object | None:
    """A column of a segment, all of it checked; None if the segment has none."""
    if name not in file.info.columns:
        return None
    opened: object = column.open(file.checked_column(name), file.info.articles)
    if isinstance(column, DerivedColumn) and not live.all():
        opened = column.without_deleted(opened, file.checked_column(column.source), live)
    return opened
