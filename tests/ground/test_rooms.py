"""Each line that pyproject.toml draws between the rooms: it holds for a clean tree and fails when it is crossed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CLEAN = {
    "flows/machine.py": "import dataclasses, datetime, collections.abc\nimport transitions",
    "storage/opening.py": "import flows.machine\nimport sqlalchemy",
    "bot/opened.py": "from storage import opening",
    "bot/opened_minutes.py": "from storage import opening",
    "bot/app.py": "import asyncio\nimport aiohttp\nfrom bot import telegram, web",
    "bot/telegram/__init__.py": "import aiogram",
    "bot/web/__init__.py": "import storage",
}


def _lint(tree: Path, *crossings: tuple[str, str]) -> subprocess.CompletedProcess[str]:
    for name, text in (*CLEAN.items(), *crossings):
        place = tree / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text + "\n", encoding="utf-8")
    for room in ("bot", "storage", "flows"):
        (tree / room / "__init__.py").touch()
    program = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    (tree / "pyproject.toml").write_text((PROJECT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    wide = {**os.environ, "COLUMNS": "200"}  # one line for each contract
    return subprocess.run(
        [sys.executable, "-c", program], cwd=tree, env=wide, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_clean_tree_holds(tmp_path: Path) -> None:
    outcome = _lint(tmp_path)
    assert outcome.returncode == 0, outcome.stdout
    assert "0 broken" in outcome.stdout


@pytest.mark.parametrize(
    ("place", "crossing", "broken"),
    [
        ("flows/late.py", "import storage", "Imports only point down"),
        ("storage/late.py", "from bot import app", "Imports only point down"),
        ("flows/late.py", "import asyncio", "flows uses transitions"),
        ("flows/late.py", "import time", "flows uses transitions"),
        ("flows/late.py", "import socket", "flows uses transitions"),
        ("flows/late.py", "import sqlalchemy.orm", "flows uses transitions"),
        ("flows/late.py", "def late():\n    import sqlite3", "flows uses transitions"),
        ("flows/late.py", "import a_library_of_tomorrow", "flows uses transitions"),
        ("storage/late.py", "import asyncio", "storage is synchronous"),
        ("storage/late.py", "import aiogram.types", "storage is synchronous"),
        ("bot/telegram/late.py", "from bot.web import page", "The doors do not know each other"),
        ("bot/web/late.py", "import bot.telegram", "The doors do not know each other"),
        ("storage/late.py", "from storage import opening", "One module alone opens a case"),
        ("bot/web/late.py", "import storage.opening", "One module alone opens a case"),
    ],
)
def test_a_crossing_is_found(tmp_path: Path, place: str, crossing: str, broken: str) -> None:
    outcome = _lint(tmp_path, (place, crossing))
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    lines = outcome.stdout.splitlines()
    assert any(line.startswith(broken) and " BROKEN" in line for line in lines), outcome.stdout
