from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response, status
from fastapi.responses import JSONResponse

from app.routes import router
from app.store import ImageNotFound, ImageStore


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.ready = True
    yield
    app.state.ready = False


async def not_found(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status.HTTP_404_NOT_FOUND)


def create_app() -> FastAPI:
    app = FastAPI(title="gallery-service", lifespan=lifespan)
    app.state.ready = False
    app.state.images = ImageStore()
    app.add_exception_handler(ImageNotFound, not_found)
    app.include_router(router)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready")
    async def ready(response: Response) -> dict[str, bool]:
        if not app.state.ready:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return {"ready": app.state.ready}

    return app


app = create_app()
