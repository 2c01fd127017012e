"""How are the segments of a folder's live generation asked? By kernels, masks and numbers.

`engine` opens the generation, `snapshot` answers what the protocol asks, `finding` is its search,
and `answers` tells of all that match. Below them `trees` lays nodes over the posting lists of
`segments` and `collecting` runs the kernels; `contents` reads columns when they are first asked
for, and `worked_out` keeps what was made of them for the snapshot that comes next. Whoosh's own
queries are run by `kernel_collector` and `whoosh_queries`.
"""
