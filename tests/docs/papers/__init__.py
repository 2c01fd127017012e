"""Do the papers of the project say what is so? Reads their Markdown, and runs what stands in it."""
