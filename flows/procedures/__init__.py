"""Procedures that several people work through together: a strategy meeting and a dozen others."""
