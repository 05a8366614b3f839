from fastapi.testclient import TestClient
from redis.exceptions import ConnectionError as RedisConnectionError

from app.main import create_app
from app.queue import QUEUE, RedisQueue


class FakeRedis:
    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.closed = False
        self.lists: dict[str, list[str]] = {}

    async def ping(self) -> None:
        if self.down:
            raise RedisConnectionError("connection refused")

    async def lpush(self, name: str, value: str) -> None:
        await self.ping()
        self.lists.setdefault(name, []).insert(0, value)

    async def aclose(self) -> None:
        self.closed = True


def test_jobs_are_pushed_to_redis() -> None:
    redis = FakeRedis()
    with TestClient(create_app(RedisQueue(redis))) as client:
        job = client.post("/jobs", json={"prompt": "a cat"}).json()
        assert client.get("/ready").json() == {"ready": True}

    assert len(redis.lists[QUEUE]) == 1
    assert job["id"] in redis.lists[QUEUE][0]
    assert redis.closed


def test_without_redis_the_service_is_alive_but_not_ready_and_keeps_no_job() -> None:
    with TestClient(create_app(RedisQueue(FakeRedis(down=True)))) as client:
        submitted = client.post("/jobs", json={"prompt": "a cat"})

        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 503
        assert submitted.status_code == 503
        assert submitted.json() == {"detail": "the job queue is unavailable"}
        assert client.get("/jobs").json() == []
