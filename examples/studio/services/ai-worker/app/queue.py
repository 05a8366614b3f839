from collections import deque
from collections.abc import Iterable
from typing import Protocol

from redis import Redis

QUEUE = "studio:generation"
WAIT = 5  # seconds


class Queue(Protocol):
    def take(self) -> bytes | None:
        """The oldest message, or None if none came within a while."""

    def put_back(self, message: bytes) -> None:
        """Make `message` the next one to be taken."""


class MemoryQueue:
    def __init__(self, messages: Iterable[bytes] = ()) -> None:
        self._messages = deque(messages)

    def __len__(self) -> int:
        return len(self._messages)

    def take(self) -> bytes | None:
        return self._messages.popleft() if self._messages else None

    def put_back(self, message: bytes) -> None:
        self._messages.appendleft(message)


class RedisQueue:
    """A Redis list that generation-service pushes to from the left.

    At most once: a message that a worker took is gone if the worker dies. Its job then stays
    `running`: better than handing a job that kills its worker to one worker after another.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client

    @classmethod
    def connect(cls, url: str) -> "RedisQueue":
        # The socket has to outlast the wait for a message.
        return cls(Redis.from_url(url, socket_timeout=WAIT + 5))

    def take(self) -> bytes | None:
        popped = self._client.brpop([QUEUE], timeout=WAIT)
        return popped[1] if popped else None

    def put_back(self, message: bytes) -> None:
        self._client.rpush(QUEUE, message)
