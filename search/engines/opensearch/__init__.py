"""How does a cluster of OpenSearch do it, over documents of our own terms?

`engine` opens archives, `snapshot` is what one held at a moment, `view` asks the cluster for that,
`finding` and `answers` tell what is found, `filters` and `scoring` compile nodes to queries of the
server, `terms` knows dfs and lengths, `counting` tells frequencies from scores, `pairs` those of
neighbours, `rows` remembers what is kept of articles beside their texts.
"""
