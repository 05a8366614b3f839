from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, status

from app.models import Failure, Job, JobInput, State, Success
from app.queue import Queue, QueueUnavailable
from app.store import JobStore


def get_store(request: Request) -> JobStore:
    return request.app.state.jobs


def get_queue(request: Request) -> Queue:
    return request.app.state.queue


Store = Annotated[JobStore, Depends(get_store)]

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.post("", status_code=status.HTTP_202_ACCEPTED)
async def submit_job(
    data: JobInput, store: Store, queue: Annotated[Queue, Depends(get_queue)]
) -> Job:
    # Stored first: a worker may ask for the job before `put` returns.
    job = store.add(data)
    try:
        await queue.put(job)
    except QueueUnavailable:
        store.discard(job.id)
        raise
    return job


@router.get("")
async def list_jobs(store: Store, state: State | None = None) -> list[Job]:
    return store.list(state)


@router.get("/{job_id}")
async def get_job(job_id: UUID, store: Store) -> Job:
    return store.get(job_id)


@router.post("/{job_id}/cancel")
async def cancel_job(job_id: UUID, store: Store) -> Job:
    return store.move(job_id, State.CANCELLED)


# Called by the workers.


@router.post("/{job_id}/start")
async def start_job(job_id: UUID, store: Store) -> Job:
    return store.move(job_id, State.RUNNING)


@router.post("/{job_id}/succeed")
async def succeed_job(job_id: UUID, result: Success, store: Store) -> Job:
    return store.move(job_id, State.SUCCEEDED, image=result.image)


@router.post("/{job_id}/fail")
async def fail_job(job_id: UUID, result: Failure, store: Store) -> Job:
    return store.move(job_id, State.FAILED, error=result.error)
