"""The page on which a list of names is looked up."""
