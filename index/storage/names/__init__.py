"""The names of an archive: joined over its segments, and what all articles together tell of them.

`keys` tells what names are compared by, `printed` joins what segments print, `votes` tells types,
`told` is what comes of all of it, and `told_file` how that lies in an archive.
"""
