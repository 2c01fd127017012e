"""What a number counts, in words."""

from __future__ import annotations

from search import CountNote
from web.text.language import Language


def told(note: CountNote, language: Language) -> str:
    """What a total counts, in one sentence."""
    return language(
        f"counted.{note.code}",
        filtered=language("counted.filtered") if note.filtered else "",
        beside=language("counted.beside") if note.beside else "",
    )
