from search.kernels._results import Best, Brackets, Matches
from search.kernels.reference import Flags, Numbers, Scores, Tree

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
def bracket(
    articles: int,
    first: int,
    live: Flags | None,
    conditions: Tree | None,
    ranked: Tree,
    within: Flags | None,
    brackets: Brackets,
) -> None: ...
def exact_scores(articles: int, ranked: Tree, numbers: Numbers) -> Scores: ...
