"""The Telegram door: translates updates, renders messages, and decides nothing."""
