"""Which terms does an article have, how often, and where? From an article to what the index keeps.

`analyser.analyse` makes the value of every field of the schema; it is what worker processes run.
`terms` gathers the terms of a field, `vectors` packs them, `signatures` tells how alike articles
are, and `text_terms` gives the terms of any text, for queries.
"""
