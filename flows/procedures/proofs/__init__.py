"""What is proved of a procedure before it is served, a kind of fault a module."""
