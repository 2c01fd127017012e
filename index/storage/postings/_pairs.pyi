from index.storage.postings import InvertedIndex
from index.storage.postings.layout import Pairs

def count_pairs(index: InvertedIndex, least: int) -> Pairs: ...
