"""Harm done to archives on purpose: file calls that fail, files that rot, and what must hold then.

`shim` makes calls fail, `operations` says which commands are tried and what must come of them,
`plans` which faults, `trials` runs them, `judging` tells whether what came of one is right.
`asking` puts questions to an archive, `damages` spoils files, `payloads` makes them hostile.
"""
