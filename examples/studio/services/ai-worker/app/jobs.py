import json
from typing import Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class Jobs(Protocol):
    """The worker's view of generation-service. An `OSError` means that it cannot be reached."""

    def start(self, job_id: str) -> bool:
        """False if the job is not to be done: cancelled, unknown, or another worker's."""

    def succeed(self, job_id: str, image: str) -> None: ...

    def fail(self, job_id: str, error: str) -> None: ...


class HttpJobs:
    def __init__(self, base_url: str, timeout: float = 10) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout

    def start(self, job_id: str) -> bool:
        try:
            self._post(f"/jobs/{job_id}/start")
        except HTTPError as error:
            if error.code in (404, 409):
                return False
            raise
        return True

    def succeed(self, job_id: str, image: str) -> None:
        self._post(f"/jobs/{job_id}/succeed", {"image": image})

    def fail(self, job_id: str, error: str) -> None:
        self._post(f"/jobs/{job_id}/fail", {"error": error[:1000]})

    def _post(self, path: str, body: dict[str, str] | None = None) -> None:
        request = Request(
            self._base_url + path,
            data=json.dumps(body or {}).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        with urlopen(request, timeout=self._timeout):
            pass
