from datetime import timedelta

import pytest
from aiohttp import ClientSession

from tests.simulator.stage import Stage


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "havn.example.org"}, 403),
        ({"Host": "127.0.0.1.example.org:8080"}, 403),
        ({"Host": "[::1"}, 403),
        ({"Host": "localhost:8080"}, 200),
        ({"Host": "[::1]:8080"}, 200),
        ({"Host": "127.0.0.2:1"}, 200),
    ],
)
async def test_only_this_machines_own_names_are_answered(
    client: ClientSession, headers: dict[str, str], status: int
) -> None:
    async with client.get("/", headers=headers) as answer:
        assert answer.status == status
    async with client.post("/demo/clock", headers=headers, json={"step": "15m"}) as answer:
        assert answer.status == status


async def test_a_post_from_elsewhere_or_of_another_kind_does_nothing(client: ClientSession, stage: Stage) -> None:
    before = stage.clock.now()
    for headers, status in (
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ):
        async with client.post("/demo/clock", headers=headers, data=b'{"step": "15m"}') as answer:
            assert answer.status == (415 if "Content-Type" in headers else status)
    async with client.post("/demo/clock", headers={"Origin": "http://evil.example"}, json={"step": "1h"}) as answer:
        assert answer.status == 403
    assert stage.clock.now() == before
    own = str(client._base_url).rstrip("/")
    async with client.post("/demo/clock", headers={"Origin": own}, json={"step": "1h"}) as answer:
        assert answer.status == 200
    assert stage.clock.now() == before + timedelta(hours=1)
