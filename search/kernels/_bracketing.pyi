from search.kernels._results import Brackets
from search.kernels.reference import Flags, Numbers, Scores, Tree

class Bag:
    def __init__(self, articles: int, ranked: Tree) -> None: ...
    def bracket(
        self,
        first: int,
        live: Flags | None,
        conditions: Tree | None,
        within: Flags | None,
        brackets: Brackets,
    ) -> None: ...
    def promising(self, most: int, live: Flags | None) -> Numbers: ...
    def scores(self, numbers: Numbers) -> Scores: ...
