import logging
from enum import Enum
from pathlib import Path

from app import png
from app.jobs import Jobs
from app.queue import Queue
from app.render import render
from studio_common import GenerationTask, InvalidMessage

log = logging.getLogger(__name__)


class Outcome(Enum):
    IDLE = "idle"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    DROPPED = "dropped"


class Worker:
    def __init__(self, queue: Queue, jobs: Jobs, output: Path) -> None:
        self._queue = queue
        self._jobs = jobs
        self._output = output

    def step(self) -> Outcome:
        """Take one message and see it through."""
        message = self._queue.take()
        if message is None:
            return Outcome.IDLE
        try:
            task = GenerationTask.from_json(message)
        except InvalidMessage as error:
            log.error("message dropped: %s", error)
            return Outcome.DROPPED
        if not self._start(task, message):
            log.info("job %s is not to be done", task.job_id)
            return Outcome.SKIPPED
        return self._do(task)

    def _start(self, task: GenerationTask, message: bytes) -> bool:
        try:
            return self._jobs.start(task.job_id)
        except OSError:
            # Nothing has been done yet, so the next worker can have it.
            self._queue.put_back(message)
            raise

    def _do(self, task: GenerationTask) -> Outcome:
        try:
            image = self._write(task)
        except Exception as error:
            log.exception("job %s failed", task.job_id)
            self._jobs.fail(task.job_id, f"{type(error).__name__}: {error}")
            return Outcome.FAILED
        self._jobs.succeed(task.job_id, image)
        log.info("job %s done", task.job_id)
        return Outcome.DONE

    def _write(self, task: GenerationTask) -> str:
        pixels = render(task.prompt, task.width, task.height)
        path = self._output / f"{task.job_id}.png"
        path.write_bytes(png.encode(task.width, task.height, pixels))
        return path.name
