"""SQL as text that comes piece by piece, of which no more is held than a statement or a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.inputs.lines import LONGEST

_LEAST = 1 << 16  # characters that are added at once
_STRING = r"'[^']*(?:''[^']*)*'(?!')"
_ESCAPED_STRING = r"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'(?!')"
_NAME = r'`[^`]*(?:``[^`]*)*`|"[^"]*(?:""[^"]*)*"|\[[^\]\n]*\]'
_BLANK = re.compile(r"(?:\s+|--[^\n]*\n|#[^\n]*\n|/\*(?!!).*?\*/|/\*!\d*|\*/)+", re.S)
_OPEN = re.compile(r"--[^\n]*\Z|/\*(?!!)(?:(?!\*/).)*\Z|[-/*]\Z", re.S)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "", "b": "\b", "Z": "\x1a"}
_ESCAPE = re.compile(r"\\(.)", re.S)


class TooLongError(Exception):
    """Raised for a value, or a statement, that has no end within reason."""


class Text:
    """SQL text; `held` is what is looked at, from `place` on, and `line` the number of its line.

    With `escapes` a backslash in a string changes the letter after it, as in MySQL.
    """

    def __init__(self, pieces: Iterator[str], *, escapes: bool) -> None:
        self.held = ""
        self.place = 0
        self.escapes = escapes
        self._pieces = pieces
        self._line = 1
        self._counted = 0  # the place up to which lines were counted
        self._ended = False
        string = _ESCAPED_STRING if escapes else _STRING
        self.value = re.compile(
            rf"(?:(?P<kind>[EeNnXxBb]|_\w+\s*)?(?P<string>{string}))(?:\s*::\s*[\w. \"\[\]]+)?"
            r"|(?!_\w+\s*')(?P<word>[^\s,()'\";]+)(?=[\s,();\"]|\Z)(?P<call>\s*\()?"
            r'|(?P<quoted>"[^"\\]*(?:(?:\\.|"")[^"\\]*)*"(?!"))',
            re.S,
        )
        self._part = re.compile(
            rf"(?:[^'\"`\[;$/#-]+|{string}|{_NAME}|\$(\w*)\$.*?\$\1\$|--[^\n]*(?:\n|\Z)|/\*.*?\*/|[\[$/#-])",
            re.S,
        )

    @property
    def line(self) -> int:
        """The number of the line of the place."""
        self._line += self.held.count("\n", self._counted, self.place)
        self._counted = self.place
        return self._line

    def more(self) -> bool:
        """Look at more: at least twice as much as is left; false if there is no more."""
        _ = self.line
        rest = self.held[self.place :]
        if len(rest) > LONGEST:
            raise TooLongError
        added: list[str] = []
        size = 0
        while size < max(_LEAST, len(rest)) and (piece := next(self._pieces, None)) is not None:
            added.append(piece)
            size += len(piece)
        self.held = rest + "".join(added)
        self.place = self._counted = 0
        self._ended = not added
        return bool(added)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What a pattern matches at the place, which goes on after it; more is read where the
        match may go on."""
        while True:
            found = pattern.match(self.held, self.place)
            if (found is None or found.end() == len(self.held)) and not self._ended and self.more():
                continue
            if found:
                self.place = found.end()
            return found

    def skip_blank(self) -> bool:
        """Go on to what is no white space and no comment; false at the end."""
        while True:
            found = _BLANK.match(self.held, self.place)
            if found:
                self.place = found.end()
            if self.place < len(self.held) and not _OPEN.match(self.held, self.place):
                return True
            if not self.more():
                if self.held.startswith("/*", self.place):  # a comment without end
                    self.place = len(self.held)
                return self.place < len(self.held)

    def skip_statement(self) -> None:
        """Go on after the end of the statement."""
        while self.skip_blank():
            if self.held[self.place] == ";":
                self.place += 1
                return
            if self.match(self._part) is None:
                self.place += 1  # a quote that nothing closes

    def statement(self) -> str:
        """The rest of the statement; the place is after it."""
        parts: list[str] = []
        while self.skip_blank() and self.held[self.place] != ";":
            found = self.match(self._part)
            parts.append(found[0] if found else self.held[self.place])
            self.place += 0 if found else 1
            if sum(map(len, parts[-1:])) > LONGEST:
                raise TooLongError
        self.place += 1
        return " ".join(parts)

    def take(self, letters: str) -> str:
        """The next letter, if it is one of these; else nothing."""
        if self.skip_blank() and self.held[self.place] in letters:
            self.place += 1
            return self.held[self.place - 1]
        return ""

    def to_next_line(self) -> None:
        """Go on to the beginning of the next line."""
        while (end := self.held.find("\n", self.place)) < 0:
            self.place = len(self.held)
            if not self.more():
                return
        self.place = end + 1

    def rest_of_line(self) -> str | None:
        """The next line, without its end; None at the end of all."""
        while (end := self.held.find("\n", self.place)) < 0:
            if not self.more():
                line = self.held[self.place :]
                self.place = len(self.held)
                return line or None
        line = self.held[self.place : end]
        self.place = end + 1
        return line.removesuffix("\r")


def unescaped(text: str) -> str:
    """A text with the letters for which a backslash stands."""
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), text)


def bare(name: str) -> str:
    """A name without its quotes, and without that of the schema before it."""
    last = re.split(r"\.(?=[^.]+$)", name.strip())[-1].strip()
    if last[:1] in '`"[' and len(last) > 1:
        return last[1:-1].replace("``", "`").replace('""', '"')
    return last
