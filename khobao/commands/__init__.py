"""The commands, by the question that they answer: each is a call of the library and printing."""
