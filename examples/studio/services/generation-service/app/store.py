from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.models import Job, JobInput, State

# What may follow a state. A state that is not a key is final.
NEXT: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.CANCELLED}),
    State.RUNNING: frozenset({State.SUCCEEDED, State.FAILED}),
}


class JobNotFound(Exception):
    def __init__(self, job_id: UUID) -> None:
        super().__init__(f"no job {job_id}")


class WrongState(Exception):
    def __init__(self, job: Job, wanted: State) -> None:
        super().__init__(f"job {job.id} is {job.state} and cannot become {wanted}")


class JobStore:
    """Jobs in memory, oldest first."""

    def __init__(self) -> None:
        self._jobs: dict[UUID, Job] = {}

    def add(self, data: JobInput) -> Job:
        job = Job(
            id=uuid4(),
            state=State.QUEUED,
            created_at=datetime.now(UTC),
            **data.model_dump(),
        )
        self._jobs[job.id] = job
        return job

    def discard(self, job_id: UUID) -> None:
        self._jobs.pop(job_id, None)

    def get(self, job_id: UUID) -> Job:
        try:
            return self._jobs[job_id]
        except KeyError:
            raise JobNotFound(job_id) from None

    def list(self, state: State | None = None) -> list[Job]:
        return [job for job in self._jobs.values() if state in (None, job.state)]

    def move(
        self, job_id: UUID, to: State, *, image: str | None = None, error: str | None = None
    ) -> Job:
        job = self.get(job_id)
        if to not in NEXT.get(job.state, frozenset()):
            raise WrongState(job, to)
        moved = job.model_copy(update={"state": to, "image": image, "error": error})
        self._jobs[job_id] = moved
        return moved
