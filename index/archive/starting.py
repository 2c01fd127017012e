"""What a new generation starts from: from nothing, or from the one that is live."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.archive import runs
from index.archive.generations import (
    Generation,
    newest_that_opens,
    open_current,
)
from index.errors import DamagedArchiveError

# Opens the generation that a new one starts from (None: it starts from nothing). It is given the
# archive, the number of the live generation, why that one does not open (None if it is not
# damaged), and a list to which it adds warnings.
Start = Callable[
    [Path, "int | None", "DamagedArchiveError | None", "list[str]"], "Generation | None"
]


def from_nothing(
    archive: Path, live: int | None, broken: DamagedArchiveError | None, warnings: list[str]
) -> Generation | None:
    """Start from nothing; if the generation before is damaged, a warning says so."""
    if broken:
        warnings.append(f"the generation before was damaged: {broken}")
    return None


def from_live(
    archive: Path, live: int | None, broken: DamagedArchiveError | None, warnings: list[str]
) -> Generation | None:
    """Start from the live generation, or from the newest that opens if the live one is damaged.

    A warning then says what is lost. Raises ArchiveError where none opens.
    """
    if broken is None:
        return open_current(archive)
    generation = newest_that_opens(archive, live)
    if generation is None:
        raise broken
    warnings.append(_went_back(archive, generation.number, broken))
    return generation


def _went_back(archive: Path, good: int, why: object) -> str:
    """A sentence that tells what is lost by going back to a generation."""
    lost = runs.since(archive, good)
    ids = [id for run in lost for id in run.ids]
    deleted = [id for run in lost for id in run.deleted]
    told_runs = "; ".join(
        f"{run.command} of {run.ended or run.began} ({len(run.ids)} written, "
        f"{len(run.deleted)} deleted)"
        for run in lost
    )
    sentence = f"{why}; went back to generation {good}, without what came since"
    sentence += f": {told_runs}" if told_runs else " (runs.jsonl tells of nothing)"
    for what, some in (("written", ids), ("deleted", deleted)):
        if some:
            shown = ", ".join(some[:20]) + (f" and {len(some) - 20} more" if len(some) > 20 else "")
            sentence += f"; {what} since: {shown}"
    return sentence
