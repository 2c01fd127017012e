"""The commands that are tried, as data: where each begins, and what must come of it."""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    """One command in one situation.

    `start` names a place that stage.py prepares: a folder with `archive` and, perhaps, `copy`.
    In `arguments` {archive} and {copy} are these, and {inputs} the folder of the inputs.
    `before` and `after` name contents (of stage.py); "none" is no archive, "damaged" one that does
    not open, "refused" one of an older format, "recovered" what the generation before held, and
    perhaps some of what came since. `subject` is what the command writes. With
    `reader`, somebody has it open meanwhile. With `reads`, nothing is written. `rare` ones take
    long, and one trial in so many is made. `needs` names a command that must exist for this one to
    be possible.
    """

    name: str
    start: str
    arguments: str
    before: str
    after: str
    subject: str = "archive"
    reader: bool = False
    reads: bool = False
    rare: int = 1
    needs: str = ""

    @property
    def command(self) -> str:
        """The name of the command."""
        return self.arguments.split()[0]


_REINDEX = "reindex {inputs}/new.jsonl --archive {archive} --workers 0"
_UPDATE = "update {inputs}/more.jsonl --archive {archive} --workers 0"
_MANY = "update {inputs}/many.jsonl --archive {archive} --workers 2"
_APART = "update {inputs}/apart --archive {archive} --workers 2"
_SEARCH = "search dan van --archive {archive}"
_DELETE = "delete bai-2 bai-mới --archive {archive}"

OPERATIONS = (
    Operation("first-build", "nothing", _REINDEX, "none", "new"),
    Operation("reindex", "archive", _REINDEX, "base", "new"),
    Operation("reindex-read", "archive", _REINDEX, "base", "new", reader=True),
    Operation("update", "archive", _UPDATE, "base", "updated"),
    Operation("update-read", "archive", _UPDATE, "base", "updated", reader=True),
    Operation("update-workers", "archive", _MANY, "base", "many", rare=50),
    Operation("update-crew", "archive", _APART, "base", "many", rare=50),
    Operation("delete", "archive", _DELETE, "base", "deleted"),
    Operation("restore", "both", "restore {copy} {archive}", "base", "copied", reader=True),
    Operation("restore-anew", "copy", "restore {copy} {archive}", "none", "copied"),
    Operation("backup", "archive", "backup {archive} {copy}", "none", "base", subject="copy"),
    Operation("repair", "damaged", "repair --archive {archive}", "damaged", "recovered"),
    Operation("reindex-damaged", "damaged", _REINDEX, "damaged", "new"),
    Operation("update-damaged", "damaged", _UPDATE, "damaged", "updated-older", needs="repair"),
    Operation("optimize", "archive", "optimize --archive {archive}", "base", "base"),
    Operation("upgrade", "old", "upgrade --archive {archive}", "refused", "old"),
    Operation("verify", "archive", "verify --archive {archive}", "base", "base", reads=True),
    Operation("search", "archive", _SEARCH, "base", "base", reads=True),
)
