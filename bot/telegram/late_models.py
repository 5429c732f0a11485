"""aiogram's 440 types, each built when it is first used. To build all of them was more than half of a start.

aiogram marks its types to be built late (`defer_build`) and then builds each as it is imported, for their fields name
one another and it alone knows what the names mean. Here the names are kept, and the building waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel

FIRST = ("Update", "WebhookInfo")
"""Built at once, with all that they hold: the first update must not wait for it."""
_CALLER = 3
"""pydantic looks for names where `model_rebuild` was called: one call further out than it thinks."""


@contextmanager
def built_when_used() -> Iterator[None]:
    """Import aiogram within this; does nothing when it is imported already."""
    names: dict[str, Any] = {}
    build = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]

    def late(model: type[BaseModel], /, **how: Any) -> bool | None:  # noqa: ANN401 - pydantic's own options
        if model.__module__.startswith("aiogram.types."):
            names.update(how.get("_types_namespace") or {})
            return None
        return build(model, **{"_parent_namespace_depth": _CALLER, **how})  # type: ignore[no-any-return]

    def built(model: type[BaseModel], /, **how: Any) -> bool | None:  # noqa: ANN401 - pydantic's own options
        return build(model, **how | {"_types_namespace": names})  # type: ignore[no-any-return]

    BaseModel.model_rebuild = classmethod(late)  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        BaseModel.model_rebuild = classmethod(build)  # type: ignore[assignment, method-assign]
    if names:
        from aiogram.methods import Response, TelegramMethod  # noqa: PLC0415 - only where it is there
        from aiogram.types import TelegramObject  # noqa: PLC0415 - the same

        for base in (TelegramObject, TelegramMethod, Response):
            base.model_rebuild = classmethod(built)  # type: ignore[assignment, method-assign]
        for name in FIRST:
            names[name].model_rebuild()
