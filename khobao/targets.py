"""The archive that a command is about to change, and what became of it when the command failed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import KhobaoError
from khobao.failures import Failure, Interrupted, Stopped, Warned


@dataclass(frozen=True)
class Target:
    """An archive as it was at some time.

    `live` is the generation that was live then, `own` the last one that this process had published
    there; None if there was none.
    """

    archive: Path
    live: int | None
    own: int | None

    @classmethod
    def of(cls, archive: Path) -> Target:
        """The archive as it is now."""
        # These need NumPy and Whoosh.
        from index.archive import current, publishing  # noqa: PLC0415

        live = None
        with suppress(KhobaoError):
            live = current.live_number(archive)
        return cls(archive, live, publishing.published.get(archive.absolute()))

    def after(self, failure: Failure) -> Failure:
        """What to print when the command failed: the failure, and what became of the archive.

        If the command had published its change before, that is a warning, and the status is 0.
        """
        from index.build.checkpoints import articles_kept  # noqa: PLC0415

        now = self.of(self.archive)
        if now.own != self.own:
            return Warned(
                f"warning: generation {now.own} was published, but then: {failure.message}"
            )
        if isinstance(failure, Interrupted | Stopped):
            if now.live is None:
                state = "nothing was published"
            elif now.live != self.live:
                state = f"generation {now.live} is live now, published by another process"
            else:
                state = f"the archive is as it was (generation {now.live})"
            kept = articles_kept(self.archive)
            if kept:
                state += f"; {kept:,} articles are kept for 'khobao reindex --resume'"
            return type(failure)(f"{failure.message}; {state}")
        return failure
