"""What a hit shows: matches in its texts, snippets, the parts of its score, tables."""
