"""Telegram without Telegram: a Bot API server on loopback and a page with simulated phones, for demo and tests."""
