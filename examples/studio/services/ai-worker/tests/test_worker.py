from pathlib import Path

import pytest

from app import png
from app.queue import MemoryQueue
from app.worker import Outcome, Worker
from studio_common import GenerationTask


class FakeJobs:
    def __init__(self, *, startable: bool = True, reachable: bool = True) -> None:
        self.startable = startable
        self.reachable = reachable
        self.ended: dict[str, tuple[str, str]] = {}

    def start(self, job_id: str) -> bool:
        if not self.reachable:
            raise ConnectionRefusedError
        return self.startable

    def succeed(self, job_id: str, image: str) -> None:
        self.ended[job_id] = ("succeeded", image)

    def fail(self, job_id: str, error: str) -> None:
        self.ended[job_id] = ("failed", error)


def message() -> bytes:
    return GenerationTask("42", "새벽의 등대", width=8, height=8).to_json().encode()


def test_renders_a_job_and_reports_it(tmp_path: Path) -> None:
    queue, jobs = MemoryQueue([message()]), FakeJobs()
    worker = Worker(queue, jobs, tmp_path)

    assert worker.step() is Outcome.DONE
    assert worker.step() is Outcome.IDLE
    assert jobs.ended == {"42": ("succeeded", "42.png")}
    assert (tmp_path / "42.png").read_bytes().startswith(png.SIGNATURE)


def test_skips_a_job_that_is_not_to_be_done(tmp_path: Path) -> None:
    jobs = FakeJobs(startable=False)

    assert Worker(MemoryQueue([message()]), jobs, tmp_path).step() is Outcome.SKIPPED
    assert jobs.ended == {}
    assert list(tmp_path.iterdir()) == []


def test_reports_a_job_that_fails(tmp_path: Path) -> None:
    jobs = FakeJobs()

    assert Worker(MemoryQueue([message()]), jobs, tmp_path / "gone").step() is Outcome.FAILED
    state, error = jobs.ended["42"]
    assert state == "failed"
    assert error.startswith("FileNotFoundError")


def test_drops_a_message_that_nobody_can_read(tmp_path: Path) -> None:
    queue = MemoryQueue([b"{", message()])
    worker = Worker(queue, FakeJobs(), tmp_path)

    assert [worker.step(), worker.step()] == [Outcome.DROPPED, Outcome.DONE]


def test_puts_the_message_back_when_the_service_is_away(tmp_path: Path) -> None:
    queue, jobs = MemoryQueue([message()]), FakeJobs(reachable=False)
    worker = Worker(queue, jobs, tmp_path)

    with pytest.raises(ConnectionRefusedError):
        worker.step()

    assert len(queue) == 1
    jobs.reachable = True
    assert worker.step() is Outcome.DONE
