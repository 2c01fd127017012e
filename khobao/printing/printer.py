"""Paragraphs on a terminal."""

# rich costs a tenth of a second: it is imported where something is drawn with it.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.printing import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_WIDEST = 100  # columns of running text; longer lines are hard to read


class Printer:
    """Writes paragraphs to standard output: wrapped and coloured on a terminal, plain elsewhere."""

    def __init__(self) -> None:
        """Write paragraphs as wide as the terminal."""
        from rich.console import Console

        self.console: Console = Console(highlight=False, markup=False, emoji=False)
        if not self.console.is_terminal:
            self.console.width = 1000
        self.has_colours = self.console.color_system is not None and not self.console.no_color

    def put(self, text: Text | str, style: str = "", indent: int = 0, lead: str = "") -> None:
        """Print one paragraph; `lead` stands before its first line, in the indentation."""
        from rich.text import Text

        paragraph = text if isinstance(text, Text) else Text(printable(text), style)
        width = min(self.console.width, _WIDEST) - indent
        lines = paragraph.wrap(self.console, width) if self.console.is_terminal else [paragraph]
        for line in lines:
            line.rstrip()
            self.print(Text(lead.rjust(indent)) + line)
            lead = ""

    def print(self, renderable: Table | Text) -> None:
        """Print it as it is."""
        with self.console.capture() as captured:  # by itself, rich exits when a pipe is broken
            self.console.print(renderable, soft_wrap=True)
        sys.stdout.write(captured.get())

    def marked(self, text: str, spans: Iterable[tuple[int, int]], style: str = "") -> Text:
        """The text with its matches in colour, or in brackets where there is none."""
        from rich.text import Text

        shown, marked, at = printable(text), Text(style=style), 0
        left, right = ("", "") if self.has_colours else ("[", "]")
        for start, end in spans:
            marked.append(shown[at:start])
            marked.append(f"{left}{shown[start:end]}{right}", "bold red")
            at = end
        return marked.append(shown[at:])
