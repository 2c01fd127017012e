from index.postings import InvertedIndex
from index.postings.layout import Pairs

def count_pairs(index: InvertedIndex, least: int) -> Pairs: ...
