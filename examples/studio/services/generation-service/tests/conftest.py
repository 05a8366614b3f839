from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.queue import MemoryQueue


@pytest.fixture
def queue() -> MemoryQueue:
    return MemoryQueue()


@pytest.fixture
def client(queue: MemoryQueue) -> Iterator[TestClient]:
    with TestClient(create_app(queue)) as client:
        yield client
