"""How is an archive kept in an OpenSearch cluster: its mapping, its documents, how they get there?

`address` reads where it is, `client` talks to the cluster, `contents` knows its indices and what
they say of themselves, `mapping` what a document is, `documents` and `tokens` make them,
`language` keeps what the texts know of their language, `loading` sends it all, `years` into an
index for each year where that is wanted, `finishing` makes what was loaded ready. The client
library is an extra (`khobao[cluster]`), which nothing imports before a cluster is asked for.
"""
