"""How does an article come out of a file? `read` gives every article of the inputs, in order.

`input_reader` goes through them: `files` finds what there is, `content` opens and decompresses it,
`encodings` makes UTF-8 of it. A module for each format (`json_lines` with `json_values`,
`page_dump`) makes records of it, and `conversion` an article of a record: `keys` say which fields,
`field_values` what is in them, `restoring` repairs texts that show the codes of an older encoding.
"""

from index.inputs.input_reader import FORMATS, read, total_bytes

__all__ = ["FORMATS", "read", "total_bytes"]
