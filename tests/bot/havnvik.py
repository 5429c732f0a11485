"""The packaged example, and copies of it with one thing changed."""

from __future__ import annotations

from importlib import resources

from bot import municipality

TEXT = resources.files("bot").joinpath("municipality.toml").read_text(encoding="utf-8")
HAVNVIK = municipality.load(None)


def edited(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)
