"""What is worked out of all segments of a generation, and the file that all processes share.

`terms`, `folding` and `nearness` are of the syllables of the texts, `values` of the facets that
articles print, `years` of their dates, `explained` of abbreviations; `file` writes all of them, and
reads them where they lie.
"""
