"""A reindex that can be interrupted: where it is, and how another goes on from there."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xxhash import xxh3_128_hexdigest

from index.build.checkpoints import Checkpoints, Position, State
from index.build.intake import Intake
from index.build.journals import Journals
from index.build.ledger import Ledger
from index.build.writer import ArticleWriter
from index.errors import InputError
from index.inputs.shares import Share

_SECONDS_BETWEEN = 60.0
"""A segment is completed after so long, for the sake of a checkpoint."""


@dataclass
class Course:
    """The course of a run over its shares, with a checkpoint now and then.

    `state` is that of the run which it goes on from; `folder` is where the segments are written.
    """

    checkpoints: Checkpoints
    state: State | None
    writer: ArticleWriter
    ledger: Ledger
    journals: Journals
    folder: Path
    _shares: int = 0
    _digest: str = ""
    _keys: deque[str] = field(default_factory=deque)
    _closed: int = 0
    _waiting: deque[tuple[int, State, dict[str, int]]] = field(default_factory=deque)
    _last: float = 0.0

    def begin(self, intake: Intake) -> None:
        """Put everything as it was at the checkpoint."""
        self._last = time.monotonic()
        self.intake = intake
        if self.state is not None:
            intake.restore(self.state)
            self.journals.copy_from(self.checkpoints.folder)
        self.checkpoints.begin(self.state)
        self._closed = self.writer.closed_at
        self.ledger.entries = []
        intake.written = self.after_piece

    def left(self, shares: Iterable[Share]) -> Iterator[Share]:
        """The shares that are still to be worked on.

        Raises `InputError` if those before are not what they were.
        """
        position = self.state.position if self.state is not None else None
        done = position.shares if position is not None else 0
        begun = position.begun if position is not None else ""
        digest = ""
        number = 0
        for number, share in enumerate(shares, 1):
            key = share.key
            if number <= done:
                digest = _added(digest, key)
                if number == done:
                    self._check(position, digest)
            else:
                if number == done + 1 and begun not in ("", key):
                    raise _changed()
                self._keys.append(key)
                yield share
        if number < done + bool(begun):
            raise _changed()

    def _check(self, position: Position | None, digest: str) -> None:
        if position is not None and digest != position.digest:
            raise _changed()
        self._shares = position.shares if position is not None else 0
        self._digest = digest

    @property
    def skipped(self) -> int:
        """How many pieces of the next share came before."""
        if self.state is not None and self._shares == self.state.position.shares:
            return self.state.position.pieces
        return 0

    def after_piece(self, pieces: int) -> None:
        """Note the state if a segment was closed with the last piece, and keep one if its segments
        are complete."""
        if self.writer.closed_at > self._closed:
            self._note(pieces)
        if self._waiting:
            self._keep()

    def after_share(self) -> None:
        """Note that a share is done; complete a segment if the last is long ago."""
        self._shares += 1
        self._digest = _added(self._digest, self._keys.popleft())
        if time.monotonic() - self._last > _SECONDS_BETWEEN:
            self.writer.close_segment()
            if self.writer.closed_at > self._closed:
                self._note(0)
                self._keep()

    def _note(self, pieces: int) -> None:
        """Remember the state: it is kept as soon as the segments are complete that others write."""
        self._closed = self.writer.closed_at
        self._last = time.monotonic()
        entries, self.ledger.entries = self.ledger.entries or [], []
        state = State(
            Position(self._shares, pieces, self._digest, self._keys[0] if pieces else ""),
            [],
            [],
            entries,
            self.writer.deleted,
            self.ledger.matched,
            self.intake.pending(),
            self.intake.counts(),
        )
        sizes = {name: path.stat().st_size for name, path in self.journals.paths.items()}
        self._waiting.append((self._closed, state, sizes))

    def _keep(self) -> None:
        """Keep the last state of which all segments are complete."""
        complete = self.writer.complete
        entries: list[list[Any]] = []
        found = None
        while self._waiting and self._waiting[0][0] <= complete:
            _, state, sizes = self._waiting.popleft()
            entries += state.entries
            found = state, sizes
        if found is not None:
            state, sizes = found
            state.segments, state.levels = self.writer.closed, self.writer.levels
            state.entries = entries
            self.checkpoints.write(self.folder, state, self.journals.paths, sizes)


def _changed() -> InputError:
    return InputError(
        "the inputs are not what they were when the run was interrupted (files came, went or "
        "changed); run without --resume"
    )


def _added(digest: str, key: str) -> str:
    return xxh3_128_hexdigest(f"{digest}\n{key}".encode("utf-8", "surrogatepass"))
