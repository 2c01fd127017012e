"""What can an archive be asked, wherever it is? One protocol, and the engines that speak it.

`protocol` is the seam: an engine gives snapshots, and a snapshot finds what `nodes` ask for.
`opening` chooses the engine. What every engine tells of its language is in `language` and
`lexicon`; what is the same for all of them in `freshness`, `grouping` and `statistics`.
`local` is the engine of archives in a folder.
"""
