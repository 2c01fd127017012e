"""How does Whoosh see our segments, and how do we see what Whoosh keeps to itself?

The only room that touches Whoosh's private state. Elsewhere its schema, query tree, parser and
readers are used as they are documented.

`readers` opens segments as Whoosh's readers and asks them for what is ours; `schema` (outside)
makes its fields with `term_field`; `weighting` is BM25 for Whoosh's own searchers; `queries` says
what queries stand for. `codec` and `lexicon` are what Whoosh's readers are built from.
"""
