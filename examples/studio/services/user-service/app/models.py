from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        max_length=254,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    ),
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class UserInput(BaseModel):
    email: Email
    name: Name


class User(UserInput):
    id: UUID
    created_at: datetime


class UserPage(BaseModel):
    items: list[User]
    total: int
