"""What is installed is what stands in the tree: a page, catalogue or procedure left out would be missed in service."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGES = ("bot", "flows", "storage", "locales")
UNSEEN = shutil.ignore_patterns("__pycache__", "*.py[co]", ".*")


def _files(tree: Path) -> set[str]:
    return {
        path.relative_to(tree).as_posix()
        for package in PACKAGES
        for path in (tree / package).rglob("*")
        if path.is_file()
    }


def test_the_wheel_holds_every_file_of_the_four_packages(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for package in (*PACKAGES, "requirements"):
        shutil.copytree(PROJECT / package, source / package, ignore=UNSEEN)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    build = "import sys, setuptools.build_meta as backend; print(backend.build_wheel(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=source,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("havn-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
        entry_points = next(name for name in packed.namelist() if name.endswith("entry_points.txt"))
        assert "havn = bot.cli:main" in packed.read(entry_points).decode()
    assert _files(source) - names == set()
    assert names - _files(source) == set()
