"""The doors and the wiring: the only asynchronous code."""
