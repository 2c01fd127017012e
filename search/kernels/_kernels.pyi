from search.kernels.reference import Flags, Numbers, Scores, Tree

KINDS: dict[str, int]

class Best:
    def __init__(self, most: int) -> None: ...
    def ranked(self) -> tuple[Numbers, Scores]: ...

class Matches:
    def __init__(self, share: float) -> None: ...
    def found(self) -> tuple[Numbers, Scores]: ...

def evaluate(
    articles: int,
    first: int,
    live: Flags | None,
    conditions: Tree | None,
    ranked: Tree | None,
    must_match: bool,
    within: Flags | None,
    best: Best,
    matches: Matches | None,
) -> int: ...
