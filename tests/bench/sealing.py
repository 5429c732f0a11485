"""How fast a declaration is sealed, beside a password login and sealing without the quantum-safe half.

Goal: at least 1,000 declarations a second for 5 readers on one core. `python -m tests.bench.sealing` prints figures.
"""

import json
import os
import statistics
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.bound import Bound
from storage.envelope import Reader, public_key, seal
from storage.opening import open_sealed
from storage.padding import pad
from storage.passphrase import Cost, derive

READERS = 5
ROUNDS = 7
SECONDS = 0.25
ONE_LANE = Cost(memory_kib=64 * 1024, iterations=3, lanes=1)
DECLARATION = json.dumps(
    {f"point_{number}": "Et svar på omtrent seksti tegn, slik de fleste svarene er." for number in range(45)}
).encode()
PLACE = Bound("parts", "1", "answers")


def run() -> list[tuple[str, float, str]]:
    """Measure in turns, on this thread, and give name, figure (median of 7 rounds) and what it stands beside."""
    seeds = [os.urandom(32) for _ in range(READERS)]
    readers = [Reader(str(at), public_key(seed)) for at, seed in enumerate(seeds)]
    sealed = seal(DECLARATION, readers, PLACE)
    old = [x25519.X25519PrivateKey.generate().public_key() for _ in range(READERS)]
    jobs: dict[str, Callable[[], object]] = {
        "sealed": lambda: seal(DECLARATION, readers, PLACE),
        "opened": lambda: open_sealed(sealed.content, sealed.keys[0].wrapped, "0", seeds[0], PLACE),
        "classical": lambda: _seal_classically(old),
        "login": lambda: derive("lykt årer tåke svaber", bytes(16), ONE_LANE),
    }
    rates: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            rates[name].append(_rate(job))
    median = {name: statistics.median(found) for name, found in rates.items()}
    size, ratio = f"{len(DECLARATION):,} bytes", median["sealed"] / median["login"]
    return [
        (
            "declarations sealed/s",
            median["sealed"],
            f"{READERS} readers, {size}, one core; goal 1,000; {ratio:,.0f} logins",
        ),
        (
            "peer: sealed/s with X25519 alone",
            median["classical"],
            "same size and readers, not safe against later decryption",
        ),
        ("peer: password logins/s", median["login"], "Argon2id, 64 MiB, 3 passes, 1 lane, same core"),
        ("declarations opened/s", median["opened"], "one reader, the seed expanded each time"),
    ]


def _seal_classically(readers: list[x25519.X25519PublicKey]) -> list[bytes]:
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    content = AESGCM(key).encrypt(nonce, pad(DECLARATION), b"place")
    return [content, *(suite.encrypt(key, reader, info=b"place") for reader in readers)]


def _rate(job: Callable[[], object]) -> float:
    """Count how often a job is done in a quarter of a second, at least once."""
    begun, done = time.perf_counter(), 0
    while (taken := time.perf_counter() - begun) < SECONDS:
        job()
        done += 1
    return done / taken


if __name__ == "__main__":
    for what, figure, beside in run():
        print(f"{figure:>12,.1f}  {what}  ({beside})")
