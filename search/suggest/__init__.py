"""What may be meant or typed next: corrections and completions, from the archive's language."""
