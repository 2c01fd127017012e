"""What a number counts, in words."""

from __future__ import annotations

from search import CountNote
from web.text.language import Language


def sentence(note: CountNote, language: Language) -> str:
    """What a total counts, in one sentence."""
    counted = told(note, language).strip()
    return language("counted.sentence", counted=counted) if counted else language("counted.whole")


def told(note: CountNote, language: Language) -> str:
    """What a total counts, to stand behind a number of articles; nothing if that is all of them."""
    return language(
        f"counted.{note.code}",
        filtered=language("counted.filtered") if note.filtered else "",
        beside=language("counted.beside") if note.beside else "",
    )
