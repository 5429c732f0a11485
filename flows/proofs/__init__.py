"""What is proved of content before it is served, a kind of fault a module."""
