"""What can be wrong with the arguments of a search."""

from index.errors import KhobaoError


class QueryError(KhobaoError):
    """An argument that no person can type into the box: an unknown sort, a negative limit,
    an id that the archive does not hold.

    Whatever stands in the query itself yields an answer.
    """
