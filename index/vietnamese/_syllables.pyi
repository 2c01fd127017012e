from collections.abc import Callable, Collection, Iterable

from index.vietnamese._spelling import Composer
from index.vietnamese.spelling import CleanText
from index.vietnamese.syllables import Answer, Form, Syllable

class Scanner:
    def __init__(
        self,
        rules: Callable[[str, int], tuple[Iterable[tuple[int, int, str]], int] | None],
        describe: Callable[[str], Form],
        syllable: type[Syllable],
        glue: str,
        longest: int,
        longest_short: int,
        composer: Composer,
        clean: Callable[[str], CleanText],
    ) -> None: ...
    @property
    def known(self) -> int: ...
    def find(
        self, text: str, starts: list[int] | None = None, ends: list[int] | None = None
    ) -> Found: ...
    def scan(
        self, text: str, starts: list[int] | None = None, ends: list[int] | None = None
    ) -> list[Syllable]: ...
    def select(
        self,
        text: str,
        choose: Callable[[str, str], Answer | None],
        known: dict[str, Answer | None],
        folded: Collection[str] | None = None,
    ) -> tuple[list[tuple[int, Syllable, Answer]], bool]: ...

class Found:
    @property
    def starts(self) -> list[int] | None: ...
    @property
    def ends(self) -> list[int] | None: ...
    def __len__(self) -> int: ...
    def syllables(self) -> list[Syllable]: ...
    def put_right(self) -> list[tuple[int, int]]: ...
