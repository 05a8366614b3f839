import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.error import HTTPError

import pytest

from app.jobs import HttpJobs


class GenerationService(HTTPServer):
    """Answers with `status` and notes what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.requests: list[tuple[str, dict[str, str]]] = []


class Handler(BaseHTTPRequestHandler):
    server: GenerationService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[GenerationService]:
    with GenerationService() as server:
        # A short poll, or each shutdown would take half a second.
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def jobs(service: GenerationService) -> HttpJobs:
    return HttpJobs(f"http://127.0.0.1:{service.server_port}/")


def test_reports_a_job(service: GenerationService, jobs: HttpJobs) -> None:
    assert jobs.start("42")
    jobs.succeed("42", "42.png")
    jobs.fail("43", "x" * 2000)

    assert service.requests == [
        ("/jobs/42/start", {}),
        ("/jobs/42/succeed", {"image": "42.png"}),
        ("/jobs/43/fail", {"error": "x" * 1000}),
    ]


@pytest.mark.parametrize("status", [404, 409])
def test_a_refused_start_is_no_error(
    service: GenerationService, jobs: HttpJobs, status: int
) -> None:
    service.status = status

    assert not jobs.start("42")


def test_a_broken_service_is_an_error(service: GenerationService, jobs: HttpJobs) -> None:
    service.status = 500

    with pytest.raises(HTTPError):
        jobs.start("42")
