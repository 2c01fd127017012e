from collections.abc import Iterable, Mapping

from search.display.fragments import Fragment
from search.display.matching import Found, PairedForms
from search.display.spans import Match, Span

class Matcher:
    def __init__(self, match: type[Match]) -> None: ...
    def matches(
        self, found: Found, paired: set[int], forms: PairedForms, phrases: dict[int, str]
    ) -> list[Match]: ...

def paired_places(found: Found, pairs: set[tuple[str | None, str | None]]) -> set[int]: ...
def chosen(
    texts: Mapping[str, str],
    matches: Mapping[str, list[Match]],
    weights: Mapping[str, float],
    most: int,
) -> list[Fragment]: ...
def joined_spans(text: str, matches: Iterable[Match]) -> list[Span]: ...
def cut_ends(text: str, start: int, end: int) -> tuple[bool, bool]: ...
