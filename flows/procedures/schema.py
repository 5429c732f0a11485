"""The JSON Schema of procedure files, by which an editor completes and checks them while they are written."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

FILE = "procedure.schema.json"


def schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12), as it comes with the program."""
    found = (resources.files("flows") / "content" / FILE).read_text(encoding="utf-8")
    return dict(json.loads(found))
