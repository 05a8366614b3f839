from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.models import User, UserInput, UserPage


class UserNotFound(Exception):
    def __init__(self, user_id: UUID) -> None:
        super().__init__(f"no user {user_id}")


class EmailTaken(Exception):
    def __init__(self, email: str) -> None:
        super().__init__(f"{email} belongs to another user")


class UserStore:
    """Users in memory, in order of creation. An email address belongs to at most one of them."""

    def __init__(self) -> None:
        self._users: dict[UUID, User] = {}

    def create(self, data: UserInput) -> User:
        self._require_free(data.email)
        user = User(id=uuid4(), created_at=datetime.now(UTC), **data.model_dump())
        self._users[user.id] = user
        return user

    def get(self, user_id: UUID) -> User:
        try:
            return self._users[user_id]
        except KeyError:
            raise UserNotFound(user_id) from None

    def page(self, limit: int, offset: int) -> UserPage:
        users = list(self._users.values())
        return UserPage(items=users[offset : offset + limit], total=len(users))

    def replace(self, user_id: UUID, data: UserInput) -> User:
        current = self.get(user_id)
        self._require_free(data.email, owner=user_id)
        user = current.model_copy(update=data.model_dump())
        self._users[user_id] = user
        return user

    def delete(self, user_id: UUID) -> None:
        self.get(user_id)
        del self._users[user_id]

    def _require_free(self, email: str, owner: UUID | None = None) -> None:
        if any(user.email == email and user.id != owner for user in self._users.values()):
            raise EmailTaken(email)
