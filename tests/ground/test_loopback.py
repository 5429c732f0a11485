"""The guard of tests/conftest.py holds: these tests fail when it is taken out, and reach nothing when it is there."""

import asyncio
import socket

import pytest

DOCUMENTATION_ADDRESS = "192.0.2.1"  # RFC 5737: answers nowhere


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_a_connection_outward_is_refused(method: str) -> None:
    with socket.socket() as outward:
        outward.settimeout(0.2)
        with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
            getattr(outward, method)((DOCUMENTATION_ADDRESS, 443))


def test_a_datagram_outward_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as outward, pytest.raises(RuntimeError, match="only loopback"):
        outward.sendto(b"?", (DOCUMENTATION_ADDRESS, 9))


async def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"nowhere\.invalid"):
        await asyncio.wait_for(asyncio.open_connection("nowhere.invalid", 443), timeout=5)


async def test_loopback_is_reached() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hei")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(greet, "localhost", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("localhost", port, family=server.sockets[0].family)
        assert await asyncio.wait_for(reader.read(), timeout=5) == b"hei"
        writer.close()
        await writer.wait_closed()


def test_a_unix_socket_is_reached() -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        one.sendall(b"hei")
        assert other.recv(3) == b"hei"
