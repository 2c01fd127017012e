"""How an index lies on the disk: columns, posting lists, article texts, checksums, the schema."""
