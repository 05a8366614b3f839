import logging
import os
import signal
from pathlib import Path
from types import FrameType

from app.jobs import HttpJobs
from app.queue import RedisQueue
from app.worker import Worker


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    worker = Worker(
        queue=RedisQueue.connect(os.environ["REDIS_URL"]),
        jobs=HttpJobs(os.environ["GENERATION_URL"]),
        output=Path(os.environ.get("OUTPUT_DIR", "/data")),
    )
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    # The job in hand is finished first.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        worker.step()


if __name__ == "__main__":
    main()
