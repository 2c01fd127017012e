"""What the answers of the library look like on a terminal."""
