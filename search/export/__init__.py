"""Articles as other programs take them: tables, workbooks, references, citations."""
