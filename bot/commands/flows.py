"""`havn flows`: lists the content, prints one piece of it, draws it, or lets it be tried."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from bot import municipality
from bot.cli import Stop
from bot.clock import SystemClock
from bot.i18n import SOURCE_LANGUAGE
from bot.municipality import Municipality
from bot.settings import Settings
from flows import reader
from flows.fault import meant
from flows.model import Flow
from flows.procedures import reader as procedure_reader
from flows.procedures.model import Procedure

Content = Flow | Procedure
SINCE = {
    "safe": "what is under way goes on in the new version.",
    "mapped": "what is under way goes on in the new version, under the new names.",
    "pinned": "what is under way stays in the old version to its end.",
}


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("name", nargs="?", metavar="NAME", help="one of them; without it, a line for each")
    command.add_argument("--diagram", type=Path, metavar="FILE", help="draw it: .mmd, .svg or .png")
    command.add_argument("--catalogue", type=Path, metavar="FOLDER", help="a page of all procedures, with pictures")
    command.add_argument("--play", action="store_true", help="try it in the terminal")
    command.add_argument(
        "--since", type=Path, metavar="FILE", help="the old file: what the edit does to what is under way"
    )
    command.add_argument("--language", metavar="CODE", help="of what is shown, such as nb")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """List, print, draw or play."""
    if given.catalogue is not None:
        _catalogue(given.catalogue, given.language)
        return
    local = municipality.load(Settings.read(os.environ).config)
    content: Mapping[str, Content] = {**reader.packaged(), **procedure_reader.served(local.procedures)}
    if given.name is None:
        if given.diagram is not None:
            raise Stop(f"Say which flow to draw: havn flows {next(iter(content))} --diagram {given.diagram}")
        if given.play:
            raise Stop(f"Say which one to try: havn flows {next(iter(content))} --play")
        for line in _list(content.values(), SystemClock().now().astimezone(local.zone).date()):
            print(line)
        return
    if given.name not in content:
        there = meant(given.name, content) or f" There are: {', '.join(content)}."
        raise Stop(f"There is no flow called {given.name}.{there}")
    chosen = content[given.name]
    if given.since is not None:
        _since(given.since, chosen)
    elif given.play:
        _play(chosen, given.language or SOURCE_LANGUAGE, local)
    elif given.diagram is not None:
        _draw(chosen, given.diagram, given.language)
    else:
        for line in _steps(chosen, given.language, local):
            print(line)


def _since(old: Path, chosen: Content) -> None:
    """Say whether what began with the old file goes on in the new one."""
    from flows.procedures.edits import classify

    before = reader.load(old) if isinstance(chosen, Flow) else procedure_reader.load(old)
    edit = classify(before, chosen)
    print(f"{edit.safety.value}: {SINCE[edit.safety.value]}")
    for line in (*edit.why, *(f"{was} is now {now}" for was, now in edit.mapping.items())):
        print(f"  {line}")


def _catalogue(folder: Path, language: str | None) -> None:
    from bot.drawn_procedures import Gallery

    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise Stop(f"{there} is a file. Name a folder for the catalogue: havn flows --catalogue FOLDER")
    print(Gallery(language).catalogue(folder))


def _list(content: Iterable[Content], today: date) -> Iterator[str]:
    for one in content:
        steps = len(one.steps if isinstance(one, Flow) else one.tasks)
        code = one.code if isinstance(one, Procedure) else ""
        checked = f"checked {one.checked.isoformat()}" if one.checked else "never checked"
        late = one.review_by is not None and one.review_by < today
        mark = f"  ! to be checked again by {one.review_by}" if late else ""
        owner = f" ({one.owner})" if one.owner else ""
        yield f"{one.name:<18} {code:<4} {one.title}: {steps} steps, {checked}, {one.version[:12]}{owner}{mark}"


def _steps(chosen: Content, language: str | None, local: Municipality) -> Iterator[str]:
    from bot.helplines import Audience
    from bot.i18n import voice
    from bot.listed_steps import of_procedure, of_talk

    usual = local.languages[0] if local.languages[0] in chosen.languages else SOURCE_LANGUAGE
    spoken = voice(_offered(chosen, language or usual))
    today = SystemClock().now().astimezone(local.zone).date()
    if isinstance(chosen, Flow):
        return of_talk(chosen, spoken, local.numbers(today))
    return of_procedure(chosen, spoken, local.numbers(today, Audience.STAFF))


def _offered(chosen: Content, language: str) -> str:
    """This language, when the content is there in it."""
    if language not in chosen.languages:
        raise Stop(f"{chosen.name} is not there in '{language}'. Choose one of: {', '.join(chosen.languages)}.")
    return language


def _draw(chosen: Content, file: Path, language: str | None) -> None:
    from bot.diagram_file import ENDINGS, draw
    from bot.drawn_procedures import Gallery

    if file.suffix.lower() not in ENDINGS:
        raise Stop(f"{file} cannot be drawn. Let its name end in one of these: {', '.join(ENDINGS)}.")
    if isinstance(chosen, Procedure):
        Gallery(language).picture(chosen.name, file)
    else:
        draw(chosen, file)
    print(file)


def _play(chosen: Content, language: str, local: Municipality) -> None:
    from bot.i18n import voice
    from bot.play import play
    from bot.play_run import RunPlay
    from bot.play_talk import TalkPlay
    from flows import cards

    spoken = voice(_offered(chosen, language))
    now = SystemClock().now()
    if isinstance(chosen, Flow):
        play(TalkPlay(chosen, spoken, local, now), _typed(), print)
    else:
        play(RunPlay(chosen, spoken, local, cards.packaged(), now), _typed(), print)


def _typed() -> Iterator[str]:
    """What is typed or piped in, a line at a time, with a prompt for people; Ctrl-C ends it as the end of the lines."""
    while True:
        if sys.stdin.isatty():
            print("> ", end="", flush=True)
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            return
        if not line:
            return
        yield line
