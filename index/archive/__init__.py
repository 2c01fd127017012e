"""How is an archive kept so that it cannot be lost? Generations, published by one rename.

An archive is a folder:

    CURRENT              one line: the number of the live generation
    LOCK                 held by whoever writes; only its owner can open it
    generations/<n>/     a complete index: segment files and manifest.json, which names them
    runs.jsonl           what each published run did
    rejected.jsonl       what the last run could not read
    notes.jsonl          what the last run repaired or replaced
    synonyms.txt         the user's own, if there are any

`manifest` is the table of contents, `generations` opens it, `building` publishes a new one,
`copying`, `repairing` and `upgrading` are other ways to one, `verification` reads all of it.
"""
