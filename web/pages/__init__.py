"""What all pages share: how they are written, their language and theme, filters and numbers."""
