"""What do people mean by what they type? From a text to one `ParsedQuery`.

The way in is `parser.parse`. It lets `repair` close what was left open, `syntax` read the text by
Whoosh's parser (the plug-ins are in `tokens`, `field_syntax`, `operators`, `signs` and
`stretches`), and `composition` sort the parts into what ranks (`bag`), what must hold or must not
(`conditions`), and what is to be said of it all (`notes`).
"""
