"""What has an engine to look for, and what does each part weigh? From a `ParsedQuery` to a `Plan`.

The way in is `planning.plan`. `terms` says which terms and pairs rank, by the `weights`;
`query_expansion` adds other `forms` of words, which `synonyms` knows of the archive (`senses`) and
of `synonym_files`, and `spacing` of what is written with spaces and without; `wildcards` finds the
words that patterns stand for; `compiler` makes nodes of the conditions.
"""
