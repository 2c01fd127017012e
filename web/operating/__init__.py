"""What operators ask the server: is it alive, is it ready, how busy is it."""
