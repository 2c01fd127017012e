"""How much is taken out of what is packed: limits against bombs, which an option can move."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of what is packed; the name of each is that of the option `--limit NAME=NUMBER`.

    `levels`: how deep one thing may be packed in another, compression included. `members`: how
    many members of one archive are read. `ratio`: how many times its own size something may expand
    to, asked of what expands to more than `expanded` bytes. `member_bytes`: the bytes of one
    member, or of one compressed file, that are read. `pages`: the pages of a PDF that are read.
    """

    levels: int = 8
    members: int = 1_000_000
    ratio: int = 1000
    expanded: int = 1 << 30
    member_bytes: int = 1 << 40
    pages: int = 5000

    def refusal(self, name: str, what: str) -> str:
        """The sentence that says that `what` is above the limit `name`."""
        return f"{what}; the limit is {name}={getattr(self, name)}"

    def excess(self, expanded: int, packed: int) -> str | None:
        """Why what was packed in so many bytes is not read beyond `expanded`; None if it is."""
        if expanded > self.member_bytes:
            return self.refusal("member_bytes", f"it has more than {self.member_bytes:,} bytes")
        if self.is_bomb(expanded, packed):
            what = f"it expands to more than {self.ratio:,} times its size, as a zip bomb does"
            return self.refusal("ratio", what)
        return None

    def is_bomb(self, expanded: int, packed: int) -> bool:
        """Whether so many bytes are too many to have come out of `packed`."""
        return expanded > self.expanded and expanded > self.ratio * packed
