"""How is an archive kept so that it cannot be lost? Generations, published by one rename.

An archive is a folder:

    CURRENT              one line: the number of the live generation
    LOCK                 held by whoever writes; only its owner can open it
    generations/<n>/     a complete index: segment files and manifest.json, which names them
    runs.jsonl           what each published run did
    rejected.jsonl       what the last run could not read
    skipped.jsonl        what it left out that is no article
    notes.jsonl          what the last run repaired or replaced
    synonyms.txt         the user's own, if there are any
    names.txt            what the user says of names

`current` tells which generation is live, `generations` opens one, `manifest` is its table of
contents, `stored` reads its articles whatever rules it was analysed under (`format3`: of the format
before). `building` is the frame around a new one, from `starting` to `publishing`; `cleaning`
removes old ones, `copying` copies archives, `verification` reads all of one. `locks`, `runs` and
`interrupts` serve these. What rebuilds an archive from articles is in `index.build`.
"""
