"""What does a hit show of its article? The matches in its texts, snippets, and why it is there.

`highlighting` finds the matches: `query_forms` are what is looked for, `text_scanner` looks,
`matching` and `phrase_places` tell which of what it finds are matches. `fragments` chooses
parts of texts, of which `snippets` are made; `spans` make HTML of them, `explanation` tells what a
score is made of. `article_texts`, `article_spans` and `text_parts` bound what is read of a
long article; `sanitizing` makes texts fit for other programs.
"""
