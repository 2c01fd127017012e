"""What the processes of one server have in common: memory, and locks that no death leaves taken."""
