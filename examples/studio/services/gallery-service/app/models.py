from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, HttpUrl, StringConstraints

Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[\w-]{1,32}$"),
]
Tags = Annotated[list[Tag], Field(max_length=20), AfterValidator(lambda tags: sorted(set(tags)))]


class ImageInput(BaseModel):
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    url: HttpUrl
    tags: Tags = []


class Image(ImageInput):
    id: UUID
    created_at: datetime


class ImagePage(BaseModel):
    items: list[Image]
    page: int
    pages: int
    total: int


class TagCount(BaseModel):
    tag: str
    images: int
