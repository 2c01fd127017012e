"""The page that sets several queries side by side."""
