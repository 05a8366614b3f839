"""Where jobs are handed to the workers."""

import json
from collections import deque
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.models import Job

QUEUE = "studio:generation"


class QueueUnavailable(Exception):
    pass


class Queue(Protocol):
    async def put(self, job: Job) -> None: ...

    async def ping(self) -> None: ...

    async def close(self) -> None: ...


def message(job: Job) -> str:
    """What a worker is told; `libs/studio-common` reads it."""
    return json.dumps(
        {
            "job_id": str(job.id),
            "prompt": job.prompt,
            "width": job.width,
            "height": job.height,
        },
        ensure_ascii=False,
    )


class MemoryQueue:
    """For a service that runs alone: nobody takes the messages."""

    def __init__(self) -> None:
        self.messages: deque[str] = deque()

    async def put(self, job: Job) -> None:
        self.messages.append(message(job))

    async def ping(self) -> None:
        pass

    async def close(self) -> None:
        pass


class RedisQueue:
    def __init__(self, client: Redis) -> None:
        self._client = client

    @classmethod
    def connect(cls, url: str) -> "RedisQueue":
        return cls(Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2))

    async def put(self, job: Job) -> None:
        try:
            await self._client.lpush(QUEUE, message(job))
        except RedisError as error:
            raise QueueUnavailable("the job queue is unavailable") from error

    async def ping(self) -> None:
        try:
            await self._client.ping()
        except RedisError as error:
            raise QueueUnavailable("the job queue is unavailable") from error

    async def close(self) -> None:
        await self._client.aclose()
