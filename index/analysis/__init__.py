"""From an article to the terms of the index: which they are, how often and where they stand."""
