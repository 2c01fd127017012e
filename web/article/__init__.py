"""The page of one article."""
