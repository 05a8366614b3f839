from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class KeyReused(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(f"idempotency key {key!r} was used for a different request")


@dataclass(frozen=True)
class Outcome(Generic[T]):
    value: T
    replayed: bool


class IdempotencyKeys(Generic[T]):
    """What each key was first used for, and what came of it."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[object, T]] = {}

    def once(self, key: str, request: BaseModel, act: Callable[[], T]) -> Outcome[T]:
        """Run `act` for a new key; for a known one return what it gave then.

        An `act` that raises leaves the key free: the client may try again.
        """
        if key in self._seen:
            known, value = self._seen[key]
            if known != request:
                raise KeyReused(key)
            return Outcome(value, replayed=True)
        value = act()
        self._seen[key] = (request, value)
        return Outcome(value, replayed=False)
