"""The production server: from sockets to the application and back."""
