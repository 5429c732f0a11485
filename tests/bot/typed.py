"""The command `havn`, typed in this process, on an installation of the test's own."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import cli

PASSPHRASE = "fem helt tilfeldige ord her"


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Desk:
    """Where commands are typed: `data` is the installation, `folder` everything else."""

    folder: Path
    env: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def type(self, *words: str | Path) -> Said:
        """Type a command."""
        self.capsys.readouterr()
        try:
            status = cli.main([str(word) for word in words])
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = self.capsys.readouterr()
        return Said(status, said.out, said.err)

    def good(self, *words: str | Path) -> str:
        """Type a command that must succeed; what it says."""
        said = self.type(*words)
        assert (said.status, said.err) == (0, ""), said
        return said.out

    def wrong(self, *words: str | Path) -> str:
        """Type a command that must be refused: status 2, one line on standard error, nothing on standard output."""
        said = self.type(*words)
        assert said.status == 2, said
        assert said.out == ""
        assert said.err.startswith("havn")
        assert said.err.count("\n") == 1
        assert said.err.endswith("\n")
        assert "Traceback" not in said.err
        return said.err.removeprefix("havn: ").rstrip()
