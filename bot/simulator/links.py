"""Which addresses Telegram takes for links, and why it refuses the others."""

import re
from typing import Final
from urllib.parse import urlsplit

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+-]*:", re.IGNORECASE)  # A name with a dot before the colon is a host.


def link_fault(address: str) -> str | None:
    """Why Telegram would not take an address for a link, in its words; None when it would."""
    try:
        parts = urlsplit(address if _SCHEME.match(address) else f"http://{address}")
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme in {"tg", "ton"}:
        return None
    if parts.scheme not in {"http", "https"}:
        return "Unsupported URL protocol"
    return None if "." in host.strip(".") else "Wrong HTTP URL"
