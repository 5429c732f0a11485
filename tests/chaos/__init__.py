"""Havn on bad days, with figures: `python -m tests.chaos` runs the campaigns, `make test` a small sample of each."""
