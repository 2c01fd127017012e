"""Plain texts: which article, or which articles, are in one.

`reader` decides: `front_matter` and `labelled` have keys before a text, `pages` are the texts of
web pages with their `date_lines`, one after the other in a file or alone (`several`); `page_edges`
takes away what is around the article, which `furniture` lists, and `signatures` what is below it.
What does not look like `prose`, or is made of `machine_lines`, is no
article. `corpora` are read line by line.
"""
