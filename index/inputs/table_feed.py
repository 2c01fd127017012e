"""The lines of a table, taken one after the other, some of them again."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from index.inputs.table_lines import Lines

_LONGEST_ROW = 1 << 24  # characters of a row of several lines
_PATIENCE = 4  # how many times, on the mean, a character may be read again


class Feed:
    """The lines of a table.

    `number` is that of the last line that was taken. What comes next are the lines that were given
    back; then those of `text`, from `place` on.
    """

    def __init__(self, lines: Lines, end: str) -> None:
        self.number = 0
        self.text = ""
        self.place = 0
        self.lines = lines
        self._end = end
        self._blocks = lines.blocks()
        self._back: deque[str] = deque()
        self._wasted = 0

    @property
    def is_straight(self) -> bool:
        """Whether the next lines are those of `text`."""
        return not self._back

    def take(self) -> str | None:
        """The next line, if there is one."""
        while not self._back and self.place >= len(self.text):
            if not self.add_block() and not self._back:
                return None
        self.number += 1
        if self._back:
            return self._back.popleft()
        end = self.text.find(self._end, self.place) + 1 or len(self.text)
        line = self.text[self.place : end]
        self.place = end
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        """Have some lines, the last that were taken, read again."""
        self.number -= len(lines)
        self._wasted += sum(map(len, lines))
        self._back.extendleft(reversed(lines))

    def split(self, pieces: Sequence[str]) -> None:
        """Read the last line that was taken again, as several lines."""
        self.number -= 1
        self._back.extendleft(reversed(pieces))

    def add_block(self) -> bool:
        """Add the next lines to the text; false if there are none, or more is known of them."""
        block = next(self._blocks, None)
        if block is None:
            return False
        rest = self.text[self.place :]
        self.place = 0
        if isinstance(block, str):
            self.text = rest + block
            return True
        self.text = ""
        self._back.extend([*self._cut(rest), *block])
        return False

    def limit(self) -> int:
        """Characters of a row of several lines: fewer where many were read in vain."""
        return min(_LONGEST_ROW, _LONGEST_ROW + _PATIENCE * self.lines.fed - self._wasted)

    def _cut(self, text: str) -> list[str]:
        """The lines of a text, with their ends."""
        *lines, last = text.split(self._end)
        return [line + self._end for line in lines] + ([last] if last else [])
