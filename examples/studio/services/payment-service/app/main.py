from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response, status
from fastapi.responses import JSONResponse

from app.idempotency import KeyReused
from app.ledger import Ledger, PaymentNotFound, RefundTooLarge
from app.routes import router


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.ready = True
    yield
    app.state.ready = False


def answer(status_code: int) -> Callable[[Request, Exception], Awaitable[JSONResponse]]:
    async def handler(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code)

    return handler


def create_app() -> FastAPI:
    app = FastAPI(title="payment-service", lifespan=lifespan)
    app.state.ready = False
    app.state.ledger = Ledger()
    app.add_exception_handler(PaymentNotFound, answer(status.HTTP_404_NOT_FOUND))
    app.add_exception_handler(RefundTooLarge, answer(status.HTTP_409_CONFLICT))
    app.add_exception_handler(KeyReused, answer(status.HTTP_422_UNPROCESSABLE_CONTENT))
    app.include_router(router)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready")
    async def ready(response: Response) -> dict[str, bool]:
        if not app.state.ready:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return {"ready": bool(app.state.ready)}

    return app


app = create_app()
