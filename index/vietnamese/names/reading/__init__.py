"""How names are found in a text: the reference, in Python, each room building on the one before.

`tokens` cuts a text and knows phrases, `runs` tells where capitals end, `evidence` what stands
beside them, `places`, `bodies`, `organisations` and `people` read what each of these is called, and
`reader` goes through the text.
"""

from index.vietnamese.names.reading.reader import RULES, Reader

__all__ = ["RULES", "Reader"]
