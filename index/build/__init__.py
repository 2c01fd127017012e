"""How do inputs become a published generation? Read, analysed in processes, written, published.

`pipeline` has `reindex`, `update` and `delete`, `reports` what they tell; `workers` analyse
articles in other processes, `writer` makes segments of what comes back, and `duplicates` groups
articles that are nearly the same. `repairing` and `upgrading` build a generation from articles that
an archive holds already.
"""
