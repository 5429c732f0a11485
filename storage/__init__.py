"""What is kept, and how it is sealed. Synchronous; knows the types of flows and never bot."""
