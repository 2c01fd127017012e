"""What people type: from a text to what it asks for."""
