from collections.abc import Iterable, Mapping

from search.display.fragments import Fragment
from search.display.spans import Match, Matches, Span

def chosen(
    texts: Mapping[str, str],
    matches: Mapping[str, Matches],
    weights: Mapping[str, float],
    most: int,
) -> list[Fragment]: ...
def joined_spans(text: str, matches: Iterable[Match]) -> list[Span]: ...
def cut_ends(text: str, start: int, end: int) -> tuple[bool, bool]: ...
