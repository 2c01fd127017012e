"""What is new in the archive, by the day on which it came in."""
