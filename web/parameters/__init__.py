"""What an address asks for, read and checked: the parameters of pages and of the API."""
