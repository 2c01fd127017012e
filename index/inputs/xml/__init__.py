"""How do articles come out of XML? `events` reads it piece by piece, whatever is wrong in it.

`feeds` are RSS and Atom, `wordpress` its export, `sitemaps` lists of addresses, `mediawiki` dumps
of wikis (with `wikitext`), `records` any other XML that holds articles.
"""
