"""What is an article? Its fields, their limits, its JSON, its dates, and how lists show it.

`article` has the two things that an input yields, `Article` and `Rejected`; `serialization` is an
article as JSON, `limits` how large one may be, `excerpts` how lists show it, `dates` what printed
dates mean, and `facets` what articles are counted and filtered by.
"""
