import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse

from app.queue import MemoryQueue, Queue, QueueUnavailable, RedisQueue
from app.routes import router
from app.store import JobNotFound, JobStore, WrongState


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.queue.close()


def answer(status_code: int) -> Callable[[Request, Exception], Awaitable[JSONResponse]]:
    async def handler(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code)

    return handler


def create_app(queue: Queue | None = None) -> FastAPI:
    app = FastAPI(title="generation-service", lifespan=lifespan)
    app.state.jobs = JobStore()
    app.state.queue = queue or MemoryQueue()
    app.add_exception_handler(JobNotFound, answer(status.HTTP_404_NOT_FOUND))
    app.add_exception_handler(WrongState, answer(status.HTTP_409_CONFLICT))
    app.add_exception_handler(QueueUnavailable, answer(status.HTTP_503_SERVICE_UNAVAILABLE))
    app.include_router(router)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready")
    async def ready() -> dict[str, bool]:
        await app.state.queue.ping()
        return {"ready": True}

    return app


def queue_from_environment() -> Queue | None:
    url = os.environ.get("REDIS_URL")
    return RedisQueue.connect(url) if url else None


app = create_app(queue_from_environment())
