"""How does an article come out of a web page?

`page_reader` reads a page: `decoding` makes text of its bytes, `tree` a tree of the text, `page`
has what its head says (with `json_ld`). `prose` finds where the text stands, `surroundings` what is
about other pages; `headline`, `dateline`, `byline`, `section`, `lead` and `captions` find what a
reader sees around the text, `body` the text, and `listing` tells a page of links.
"""
