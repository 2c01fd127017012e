from search.kernels._results import Best, Matches
from search.kernels.reference import Flags, Tree

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
