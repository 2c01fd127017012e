from collections.abc import Mapping

from search.display.matching import PairedForms
from search.display.query_forms import PhraseForms, QueryForms, RoleTeller
from search.display.spans import Matches

class ScannedTexts:
    def paired_forms(self) -> PairedForms: ...
    def matches(self, forms: PairedForms, phrases: list[PhraseForms]) -> dict[str, Matches]: ...

class TextScanner:
    strict: RoleTeller
    loose: RoleTeller
    def __init__(self, forms: QueryForms) -> None: ...
    @property
    def is_slow(self) -> bool: ...
    def scan(
        self, texts: Mapping[str, str], roles: RoleTeller, most: int | None = None
    ) -> ScannedTexts: ...
