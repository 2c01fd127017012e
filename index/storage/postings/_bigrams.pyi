from index.storage.postings import InvertedIndex
from index.storage.postings.layout import Bigrams

def count_bigrams(index: InvertedIndex, least: int) -> Bigrams: ...
