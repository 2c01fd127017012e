"""How does an article come out of a file? `read` gives every article of the inputs, in order.

`input_reader` goes through them: `files` finds what there is, `shares` cuts it into what a worker
reads by itself, and `reading` reads that to the bottom: `content` unpacks it, `detection` tells
what it is, and the module of that format finds records in it (`found`), members to be read in turn,
and what is no article. `conversion` makes an article of a record: `keys` say which fields,
`field_values` what is in them, `restoring` repairs texts that show the codes of an older encoding.
"""

from index.inputs.input_reader import Given, Inputs, read, total_bytes

__all__ = ["Given", "Inputs", "read", "total_bytes"]
