"""From where in the code a file call comes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_DEPTH = 5  # lines of the stack that make a place
_OURS = ("harm", "ctypes")


def site(path: str) -> str:
    """The innermost lines of Python that lead to the call that is heard now, and which file it is
    about, without what differs from run to run."""
    frame = sys._getframe(1)
    lines: list[str] = []
    while frame is not None and len(lines) < _DEPTH:
        file = Path(frame.f_code.co_filename)
        if file.parent.name not in _OURS:
            lines.append(f"{file.name}:{frame.f_lineno}")
        frame = frame.f_back  # type: ignore[assignment]
    kind = re.sub(r"_[a-z0-9]{12,}|\d+", "#", path.rpartition("/place/")[2])
    return f"{kind} {' '.join(lines)}"
