"""Behind the wall: the only room that knows Whoosh's insides."""
