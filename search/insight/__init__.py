"""What many articles tell together: timelines, facets, distinctive words, related articles."""
