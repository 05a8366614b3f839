from fastapi.testclient import TestClient

from app.main import create_app


def test_is_healthy_and_ready_once_started(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"ready": True}


def test_is_not_ready_before_startup() -> None:
    assert TestClient(create_app()).get("/ready").status_code == 503
