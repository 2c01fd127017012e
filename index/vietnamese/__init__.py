"""The Vietnamese language: spelling, syllables, words. It knows nothing of indexes."""
