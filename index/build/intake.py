"""What workers made of the inputs, taken in: written, accounted for, and told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from index.articles.article import Rejected
from index.build.checkpoints import State
from index.build.extraction import Left, Prepared, Worked
from index.build.journals import Journals
from index.build.ledger import ADDED, CHANGED, DUPLICATE, PENDING, UNCHANGED, Ledger
from index.build.reports import Progress, Report
from index.inputs.found import Listing, Skipped
from index.inputs.lines import EXCERPT

_COUNTED = ("indexed", "added", "changed", "unchanged", "rejected", "duplicates", "noted")


@dataclass
class Intake:
    """Takes what comes, in the order of the inputs.

    `update` tells whether what did not change stays as it is; `tell` is told the progress, and
    `written` after each piece how many of its share were taken in. `for_retry` tells of a place
    what is noted with a rejection there, so that it can be read again as it was.
    """

    report: Report
    progress: Progress
    ledger: Ledger
    journals: Journals
    update: bool
    tell: Callable[[Progress], None] | None = None
    written: Callable[[int], None] | None = None
    for_retry: Callable[[str], dict[str, Any]] = field(default=lambda _: {})
    _pending: dict[str, tuple[str, str]] = field(default_factory=dict)

    def pending(self) -> list[list[str]]:
        """[JSON, kind, folder] of articles of which the end of the run decides."""
        return [
            [text.decode(), *self._pending[id]]
            for id, text in self.ledger.pending
            if id in self._pending
        ]

    def restore(self, state: State) -> None:
        """Go on from what an interrupted run had taken in."""
        counts = dict(state.counts)
        self.report.accounts.restore(counts.pop("accounts"))
        self.report.unknown_keys = counts.pop("unknown_keys")
        for name, count in counts.items():
            setattr(self.report, name, count)
        self.progress.articles = self.report.indexed + self.report.duplicates
        self.progress.rejected = self.report.rejected
        for text, kind, folder in state.pending:
            self._pending[str(json.loads(text)["id"])] = kind, folder
        self.ledger.restore(state)

    def counts(self) -> dict[str, Any]:
        """What was counted, for another run to go on from."""
        report = self.report
        return {
            **{name: getattr(report, name) for name in _COUNTED},
            "accounts": report.accounts.to_dict(),
            "unknown_keys": dict(report.unknown_keys),
        }

    def finish(self) -> None:
        """Take in what the end of the run decides."""
        for put in self.ledger.finish():
            kind, folder = self._pending[put.id]
            self.report.accounts.move(kind, folder, "unchanged", "articles")
            self.report.unchanged -= 1
            self.report.changed += 1
            self.report.indexed += 1

    def take(self, worked: Worked, skip: int = 0) -> None:
        """Take in what came of one share, but for the first pieces of it, which came before."""
        for number, end in enumerate(worked.ends[skip:], skip + 1):
            if isinstance(end, Prepared):
                how = self._add(end, worked.folder)
                self.progress.articles += 1
            else:
                how = self._leave(end)
            self.report.accounts.add(end.kind, worked.folder, how)
            self.report.accounts.pieces += 1
            if self.written:
                self.written(number)
            if self.tell:
                self.tell(self.progress)
        self.report.accounts.pieces += worked.pieces - len(worked.ends)
        for key, count in worked.unknown.items():
            self.report.unknown_keys[key] = self.report.unknown_keys.get(key, 0) + count

    def _add(self, end: Prepared, folder: str) -> str:
        """Write an article unless it is there already; returns how it ended."""
        report = self.report
        if end.values is None:
            put = self.ledger.unchanged(end.id)
        else:
            put = self.ledger.put(end.id, end.values, end.identity)
        if put.how == PENDING:
            self._pending[put.id] = end.kind, folder
        if put.how == PENDING or (put.how == UNCHANGED and self.update):
            report.unchanged += 1
            return "unchanged"
        for note in (*end.notes, *([put.note] if put.note else ())):
            report.noted += 1
            self.journals.write("notes", id=put.id, note=note)
        if put.how == DUPLICATE:
            report.duplicates += 1
            return "duplicates"
        report.added += put.how == ADDED
        report.changed += put.how == CHANGED
        report.unchanged += put.how == UNCHANGED
        report.indexed += 1
        return "articles"

    def _leave(self, end: Left) -> str:
        """Note a piece that is no article; returns how it ended."""
        what = end.what
        if isinstance(what, Rejected):
            self.report.rejected += 1
            self.progress.rejected += 1
            entry: dict[str, Any] = {"where": what.where, "reason": what.reason}
            entry["raw"] = what.raw
            if len(what.raw) >= EXCERPT:
                entry["cut"] = True
            entry |= self.for_retry(what.where)
            self.journals.write("rejected", **entry)
            return "rejected"
        if isinstance(what, Listing):
            reason = "it lists articles"
            self.journals.write("skipped", where=what.where, reason=reason, title=what.title)
            return "listings"
        assert isinstance(what, Skipped)
        self.journals.write("skipped", where=what.where, reason=what.reason)
        return "skipped"
