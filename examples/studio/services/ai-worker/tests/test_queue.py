from app.queue import QUEUE, MemoryQueue, Queue, RedisQueue


class FakeRedis:
    def __init__(self) -> None:
        self.lists: dict[str, list[bytes]] = {}

    def brpop(self, names: list[str], timeout: float) -> list[bytes] | None:
        for name in names:
            if self.lists.get(name):
                return [name.encode(), self.lists[name].pop()]
        return None

    def rpush(self, name: str, value: bytes) -> None:
        self.lists.setdefault(name, []).append(value)


def takes_the_oldest_first_and_what_was_put_back_next(queue: Queue) -> None:
    assert queue.take() == b"first"
    queue.put_back(b"first")
    assert [queue.take(), queue.take(), queue.take()] == [b"first", b"second", None]


def test_a_queue_in_memory() -> None:
    takes_the_oldest_first_and_what_was_put_back_next(MemoryQueue([b"first", b"second"]))


def test_a_queue_in_redis() -> None:
    redis = FakeRedis()
    # generation-service pushes to the left.
    redis.lists[QUEUE] = [b"second", b"first"]

    takes_the_oldest_first_and_what_was_put_back_next(RedisQueue(redis))
