from collections.abc import Callable, Collection, Iterable

from index.vietnamese.syllables import Answer, Syllable

class Scanner:
    def __init__(
        self,
        rules: Callable[[str, int], tuple[Iterable[tuple[int, int, str]], int] | None],
        normalise: Callable[[str], tuple[str, str]],
        is_break: Callable[[str, int, int], bool],
        syllable: type[Syllable],
        roman: dict[str, str],
        counted: frozenset[str],
    ) -> None: ...
    def scan(
        self, text: str, starts: list[int] | None = None, ends: list[int] | None = None
    ) -> list[Syllable]: ...
    def select(
        self,
        text: str,
        choose: Callable[[str, str], Answer | None],
        known: dict[str, Answer | None],
        folded: Collection[str] | None = None,
        *,
        starts: list[int] | None = None,
        ends: list[int] | None = None,
    ) -> list[tuple[int, Syllable, Answer]]: ...
