"""What a turn needs besides the database and the time: the keys, the procedures and the municipality's settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.municipality import Municipality
from flows import reader
from flows.cards import Card
from flows.fault import ContentError
from flows.model import Flow
from flows.procedures import reader as procedure_reader
from flows.procedures.model import Procedure
from storage import flow_versions
from storage.keyring import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection


LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Harbour:
    """Made once at start and shared by every turn; nothing in it changes while the program runs."""

    keyring: Keyring
    municipality: Municipality
    flows: dict[str, Flow]
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)

    def flow(self, db: Connection, name: str, version: str) -> Flow:
        """A procedure in the version that a session began with, also when it has been edited since."""
        served = self.flows.get(name)
        if served is not None and served.version == version:
            return served
        return _older(flow_versions.source(db, version), name)

    def procedure(self, db: Connection, name: str, version: str) -> Procedure:
        """A procedure of several people in the version that a run began with, also when it is no longer served."""
        served = self.procedures.get(name)
        if served is not None and served.version == version:
            return served
        return _older_procedure(flow_versions.source(db, version), name)


def procedures_of(local: Municipality) -> dict[str, Procedure]:
    """The procedures that are served here. A file of the municipality's own that cannot be read is told, not served:
    a young person must be answered whatever stands in it.
    """
    try:
        return procedure_reader.served(local.procedures)
    except (ContentError, OSError) as broken:
        for line in str(broken).splitlines():
            LOG.error("the municipality's own procedures are not served: %s", line)  # noqa: TRY400 - a named fault
        return procedure_reader.packaged()


@lru_cache(maxsize=64)
def _older(source: str, name: str) -> Flow:
    return reader.read(source, name)


@lru_cache(maxsize=64)
def _older_procedure(source: str, name: str) -> Procedure:
    return procedure_reader.read(source, name)
