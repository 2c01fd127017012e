"""How does an index lie on the disk, and how is it read? Segments of columns, with checksums.

`schema` names every field; what is kept of a field is a column (`columns`), that of a field of
terms its posting lists (`postings`). A segment is one file of columns: `segment_writer` writes it,
`segment_file` reads it, `segment_info` is what the manifest says of it. `checksums` finds damage
before it is read, `page_faults` files that are cut while they are mapped; `files` reads and writes
files with care. `bigrams` adds up counts, `scoring` is BM25, and `whoosh` is the room of the one
library that must not be everywhere.
"""
