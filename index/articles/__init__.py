"""What an article is: its fields, their limits, its JSON, its dates, and how lists show it."""
