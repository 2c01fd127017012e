"""The feeds of a query, and the description of the search box for browsers."""
