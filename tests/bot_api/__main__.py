"""`python -m tests.bot_api --port N [--webhook-to URL]`: the server by hand, with one person at the keyboard.

A line is sent as a message, `! Ja` taps the button «Ja»; every call is printed as it comes, then the chat as it looks.
"""

import argparse
import asyncio
import sys

from tests.bot_api.server import BotApi
from tests.bot_api.user import User


async def serve(port: int, webhook_to: str | None) -> None:
    """Serves until standard input ends."""
    async with BotApi(port=port, webhook_to=webhook_to) as api:
        user = api.user()
        say(f"HAVN_TELEGRAM_URL={api.url}\nHAVN_BOT_TOKEN={api.token}")
        watching = asyncio.create_task(watch(api, user))
        lines = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            await act(user, line.decode().strip())
        watching.cancel()


async def act(user: User, line: str) -> None:
    """Does what a typed line says."""
    try:
        if line.startswith("!"):
            await user.tap(line.removeprefix("!").strip(), within=0.5)
        elif line:
            await user.send(line)
    except AssertionError as error:
        say(str(error))


async def watch(api: BotApi, user: User) -> None:
    """Prints each call when it has an answer, and the chat after it."""
    told = 0
    while True:
        calls = list(api.calls.but_polling())
        while told < len(calls) and calls[told].answered:
            say(
                "\n".join(
                    [str(calls[told]), *(f"  VIOLATION {line}" for line in calls[told].violations), user.screen()]
                )
            )
            told += 1
        await asyncio.sleep(0.1)


def say(text: str) -> None:
    """A line or more on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Reads the arguments and serves."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bot_api", description=__doc__)
    arguments.add_argument("--port", type=int, default=8081)
    arguments.add_argument("--webhook-to", help="where a webhook with a public address is really reached")
    chosen = arguments.parse_args()
    asyncio.run(serve(chosen.port, chosen.webhook_to))


if __name__ == "__main__":
    main()
