"""Who is acting, why, and in which request: known to every row that is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import pghistory


@dataclass(frozen=True)
class Acting:
    """The actor of the moment. `user_id` is empty for the system itself.

    `credential` is the visible part of the token that a partner's system came with.
    """

    user_id: str = ""
    email: str = ""
    request_id: str = ""
    reason: str = ""
    view: str = ""
    credential: str = ""
    cache: dict[Any, Any] | None = field(default=None, compare=False, repr=False)

    def as_metadata(self) -> dict[str, str]:
        """Return what is copied into each history row, empty values left out."""
        found = {
            "user": self.user_id,
            "email": self.email,
            "request": self.request_id,
            "reason": self.reason,
            "view": self.view,
            "credential": self.credential,
        }
        return {key: value for key, value in found.items() if value}

    @classmethod
    def from_metadata(cls, metadata: dict[str, str]) -> "Acting":
        """Return the actor that `as_metadata` described."""
        return cls(
            user_id=metadata.get("user", ""),
            email=metadata.get("email", ""),
            request_id=metadata.get("request", ""),
            reason=metadata.get("reason", ""),
            view=metadata.get("view", ""),
            credential=metadata.get("credential", ""),
        )


NOBODY = Acting()

_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


def current() -> Acting:
    """Return who is acting now; an empty actor outside any `acting` block."""
    return _acting.get()


def request_cache() -> dict[Any, Any] | None:
    """Return a dictionary that lives as long as the request, or None outside a request."""
    return _acting.get().cache


def name_view(view: str) -> None:
    """Add the name of the view to the actor of the request, once its address is resolved."""
    _acting.set(replace(_acting.get(), view=view))
    pghistory.context(view=view)


@contextmanager
def acting(
    *,
    user: Any = None,
    reason: str = "",
    request_id: str = "",
    view: str = "",
    credential: str = "",
    cache: dict[Any, Any] | None = None,
    metadata: dict[str, str] | None = None,
) -> Iterator[Acting]:
    """Attribute every change inside the block to `user`, in history rows and the read log.

    Blocks nest: the inner one keeps the outer request's id, and what it set is gone after it.
    `metadata`, as `Acting.as_metadata` gave it, stands for the outer block in a job that
    finishes what a request began.
    """
    outer = _acting.get() if metadata is None else Acting.from_metadata(metadata)
    known = getattr(user, "pk", None) is not None
    now = Acting(
        user_id=str(user.pk) if known else outer.user_id,
        email=getattr(user, "email", "") if known else outer.email,
        request_id=request_id or outer.request_id,
        reason=reason or outer.reason,
        view=view or outer.view,
        credential=credential or outer.credential,
        cache=cache if cache is not None else outer.cache,
    )
    token = _acting.set(now)
    try:
        with _history_context(now.as_metadata()):
            yield now
    finally:
        _acting.reset(token)


@contextmanager
def _history_context(metadata: dict[str, str]) -> Iterator[None]:
    """Hand the actor to the triggers, and give the outer actor back afterwards.

    pghistory shares one metadata dictionary between nested contexts and would let an inner
    actor stand for the rest of the outer block.
    """
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata.clear()
        context.metadata.update(metadata)
        try:
            yield
        finally:
            context.metadata.clear()
            context.metadata.update(before)
