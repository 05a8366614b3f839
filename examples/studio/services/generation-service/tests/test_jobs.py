import json
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.queue import MemoryQueue


def submit(client: TestClient, prompt: str = "a lighthouse at dawn") -> dict:
    response = client.post("/jobs", json={"prompt": prompt})
    assert response.status_code == 202, response.text
    return response.json()


def test_a_submitted_job_is_queued_for_the_workers(client: TestClient, queue: MemoryQueue) -> None:
    job = submit(client, prompt=" 새벽의 등대 ")

    assert job["state"] == "queued"
    assert client.get(f"/jobs/{job['id']}").json() == job
    assert [json.loads(message) for message in queue.messages] == [
        {"job_id": job["id"], "prompt": "새벽의 등대", "width": 256, "height": 256}
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"prompt": "  "},
        {"prompt": "a cat", "width": 100},
        {"prompt": "a cat", "height": 4096},
        {},
    ],
)
def test_rejects_invalid_jobs(client: TestClient, queue: MemoryQueue, body: dict) -> None:
    assert client.post("/jobs", json=body).status_code == 422
    assert not queue.messages


def test_a_job_runs_and_succeeds(client: TestClient) -> None:
    url = f"/jobs/{submit(client)['id']}"

    assert client.post(f"{url}/start").json()["state"] == "running"
    done = client.post(f"{url}/succeed", json={"image": "dawn.png"}).json()

    assert (done["state"], done["image"]) == ("succeeded", "dawn.png")
    assert client.get(url).json() == done


def test_a_job_fails_with_a_reason(client: TestClient) -> None:
    url = f"/jobs/{submit(client)['id']}"
    client.post(f"{url}/start")

    failed = client.post(f"{url}/fail", json={"error": "out of memory"}).json()

    assert (failed["state"], failed["error"]) == ("failed", "out of memory")
    assert client.post(f"{url}/fail", json={"error": ""}).status_code == 422


def test_a_cancelled_job_cannot_start(client: TestClient) -> None:
    job = submit(client)
    assert client.post(f"/jobs/{job['id']}/cancel").json()["state"] == "cancelled"

    response = client.post(f"/jobs/{job['id']}/start")

    assert response.status_code == 409
    assert response.json()["detail"] == f"job {job['id']} is cancelled and cannot become running"


def test_a_running_job_cannot_be_cancelled_or_started_again(client: TestClient) -> None:
    url = f"/jobs/{submit(client)['id']}"
    client.post(f"{url}/start")

    assert client.post(f"{url}/cancel").status_code == 409
    assert client.post(f"{url}/start").status_code == 409


def test_lists_jobs_by_state(client: TestClient) -> None:
    first, second = submit(client, "one"), submit(client, "two")
    client.post(f"/jobs/{first['id']}/start")

    assert [job["prompt"] for job in client.get("/jobs").json()] == ["one", "two"]
    assert client.get("/jobs", params={"state": "queued"}).json() == [second]
    assert client.get("/jobs", params={"state": "lost"}).status_code == 422


def test_unknown_jobs_are_not_found(client: TestClient) -> None:
    missing = uuid4()

    assert client.get(f"/jobs/{missing}").status_code == 404
    assert client.post(f"/jobs/{missing}/start").json() == {"detail": f"no job {missing}"}
