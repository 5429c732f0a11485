"""No test reaches beyond this machine: a connection, a datagram or a name look-up that would is refused."""

import gc
import ipaddress
import socket
import sys
import zlib

import pytest

pytest_plugins = ("tests.postgres",)


LONGEST = {"test_meeting.py", "test_conversations.py", "test_walks.py"}


class BeyondLoopback(RuntimeError):  # no OSError: the program under test would take that for bad weather and try again
    """A test tried to reach another machine."""


def _refuse_unless_local(host: object) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
        local = address.is_loopback or address.is_unspecified
    except ValueError:
        local = name == "localhost"
    if not local:
        raise BeyondLoopback(f"a test tried to reach {name!r}, and only loopback is allowed")


def _only_loopback(event: str, args: tuple[object, ...]) -> None:
    """An audit hook: sees every socket that Python opens, asyncio's too. Unix sockets pass."""
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        _refuse_unless_local(args[0])
    elif event in {"socket.connect", "socket.sendto"}:
        opened, address = args[:2]
        if isinstance(opened, socket.socket) and opened.family != socket.AF_UNIX and isinstance(address, tuple):
            _refuse_unless_local(address[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others mixed: those that wait for a browser or a kill beside those that compute."""
    items.sort(key=lambda item: (item.path.name not in LONGEST, zlib.crc32(item.nodeid.partition("::")[0].encode())))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking through it for garbage again and again took an eighth
    of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    """Holds from before the first test is collected until the process ends; a hook cannot be taken out again."""
    sys.addaudithook(_only_loopback)
