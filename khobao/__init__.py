"""The command line: each command is a call of the library and the printing of its answer."""
