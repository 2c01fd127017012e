"""Which people, places and organisations does a text name? No model: rules, and a vote.

`lexicon` has the phrases that tell, `reading` and its native twin find the `Mention`s of a text.
`index.analysis.names` makes the names of an article of them, and all articles of an archive
together tell the types of those (`index.storage.names`).
"""

from index.vietnamese.names.finding import mentions
from index.vietnamese.names.mention import Mention

__all__ = ["Mention", "mentions"]
