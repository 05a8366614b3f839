from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


Prompt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Side = Annotated[int, Field(ge=64, le=512, multiple_of=8)]


class JobInput(BaseModel):
    prompt: Prompt
    width: Side = 256
    height: Side = 256


class Job(JobInput):
    id: UUID
    state: State
    created_at: datetime
    image: str | None = None
    error: str | None = None


class Success(BaseModel):
    image: Annotated[str, Field(min_length=1)]


class Failure(BaseModel):
    error: Annotated[str, Field(min_length=1, max_length=1000)]
