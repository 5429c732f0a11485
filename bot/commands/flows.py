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
from flows.model import Flow
from flows.procedures import reader as procedure_reader
from flows.procedures.model import Procedure

Content = Flow | Procedure


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("name", nargs="?", metavar="NAME", help="one of them; without it, a line for each")
    command.add_argument("--diagram", type=Path, metavar="FILE", help="draw it: .mmd, .svg or .png")
    command.add_argument("--catalogue", type=Path, metavar="FOLDER", help="a page of all procedures, with pictures")
    command.add_argument("--play", action="store_true", help="try it in the terminal")
    command.add_argument("--language", metavar="CODE", help="of the picture, the catalogue or the preview, such as nb")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """List, print, draw or play."""
    if given.catalogue is not None:
        from bot.drawn_procedures import Gallery

        print(Gallery(given.language).catalogue(given.catalogue))
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
        raise Stop(f"There is no flow called {given.name}. There are: {', '.join(content)}.")
    chosen = content[given.name]
    if given.play:
        _play(chosen, given.language or SOURCE_LANGUAGE, local)
    elif given.diagram is not None:
        _draw(chosen, given.diagram, given.language)
    else:
        for line in _steps(chosen):
            print(line)


def _list(content: Iterable[Content], today: date) -> Iterator[str]:
    for one in content:
        steps = len(one.steps if isinstance(one, Flow) else one.tasks)
        code = one.code if isinstance(one, Procedure) else ""
        checked = f"checked {one.checked.isoformat()}" if one.checked else "never checked"
        late = one.review_by is not None and one.review_by < today
        mark = f"  ! to be checked again by {one.review_by}" if late else ""
        owner = f" ({one.owner})" if one.owner else ""
        yield f"{one.name:<18} {code:<4} {one.title}: {steps} steps, {checked}, {one.version[:12]}{owner}{mark}"


def _steps(chosen: Content) -> Iterator[str]:
    if isinstance(chosen, Flow):
        for step in chosen.steps.values():
            yield f"{step.id:<24} {step.kind.value:<8} {step.ask.splitlines()[0]}"
        return
    for number, task in enumerate(chosen.tasks.values(), 1):
        yield f"{number:>3} {task.phase:<12} {task.id:<24} {', '.join(task.roles):<24} {task.do.splitlines()[0]}"


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

    if language not in chosen.languages:
        raise Stop(f"{chosen.name} is not there in '{language}'. Choose one of: {', '.join(chosen.languages)}.")
    now = SystemClock().now()
    if isinstance(chosen, Flow):
        play(TalkPlay(chosen, voice(language), local, now), _typed(), print)
    else:
        play(RunPlay(chosen, voice(language), local, cards.packaged(), now), _typed(), print)


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
