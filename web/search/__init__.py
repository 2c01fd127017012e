"""The page with the search box and its results."""
