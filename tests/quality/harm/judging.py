"""Whether what a command said is true of what it left."""

from __future__ import annotations

import errno
import os
import re
from typing import NamedTuple

_ERRORS = "EIO ENOSPC EMFILE ENFILE EACCES EPERM EINTR ESTALE ENOLCK ENOMEM EMLINK EROFS"
_STRERRORS = re.compile(
    "|".join(re.escape(os.strerror(getattr(errno, name))) for name in _ERRORS.split())
)
_NAMED = re.compile(r"/|\bCURRENT\b|\bLOCK\b|\.jsonl?\b")
# What is said not to be: "nothing was published", "this does not mean that it is damaged".
_DENIED = re.compile(r"\b(?:not|nothing|never|cannot|no)\b[^.;:]*?\b(published|damaged)\b")
_UNCHANGED = re.compile(
    r"as it was|unchanged|still holds|(?:nothing|not) (?:\w+ )*(?:changed|touched)"
)
_DAMAGE = re.compile(r"\bdamaged\b|not match its checksum|bytes instead of|is missing|not belong")
_TRACES = re.compile(
    r"Traceback \(most recent call last\)|\bunexpected\b|Aborted!|Exception ignored"
)


class State(NamedTuple):
    """What was found at a place: the name of its contents, and whether it is a new generation."""

    contents: str
    published: bool


class Said(NamedTuple):
    """How a command ended, and what it printed. The status of a signal is negative, as Popen's."""

    status: int
    out: str
    error: str

    @property
    def all(self) -> str:
        """Everything that it printed."""
        return f"{self.out}\n{self.error}"


def false_statements(said: Said, state: State, *, damage: bool, existed: bool) -> list[str]:
    """What the command said that is not so.

    `damage` tells that something is damaged indeed, `existed` that there was an archive before.
    """
    text = said.all
    found = []
    if said.status == 0:
        if not state.published:
            found.append("the status is 0, but nothing was published")
    elif said.status > 0:
        found.extend(_about_failure(text, state))
    if not damage and _DAMAGE.search(_DENIED.sub("", text)):
        found.append("it says damaged, and nothing is")
    if "being written by" in text:
        found.append("it says that another process writes, and none does")
    if existed and re.search(r"\bno archive\b", text):
        found.append("it says that there is no archive, and there is")
    return found


def _about_failure(text: str, state: State) -> list[str]:
    if "could not be checked" in text:
        return []  # nothing was claimed
    published = bool(re.search(r"\bpublished\b", _DENIED.sub("", text)))
    unchanged = bool(_UNCHANGED.search(text)) or "published" in _DENIED.findall(text)
    if state.published and unchanged:
        return ["it says that nothing changed, but the new archive is there"]
    if state.published and not published:
        return ["it failed and does not say that the new archive is there"]
    if not state.published and published:
        return ["it says published, and nothing was"]
    if unchanged and state.contents == "recovered":
        return ["it says that nothing changed, but it went back to an earlier generation"]
    return []


def unfit_messages(said: Said) -> list[str]:
    """What no person should have to read."""
    found = [f"it prints {trace!r}" for trace in sorted(set(_TRACES.findall(said.all)))]
    if said.status > 0 and not said.all.strip():
        found.append(f"it says nothing, with status {said.status}")
    for line in said.all.splitlines():
        if _STRERRORS.search(line) and not _NAMED.search(_STRERRORS.sub("", line)):
            found.append(f"it does not say which file: {line}")
    return found
