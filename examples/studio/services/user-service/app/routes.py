from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, status

from app.models import User, UserInput, UserPage
from app.store import UserStore


def get_store(request: Request) -> UserStore:
    return request.app.state.users


Store = Annotated[UserStore, Depends(get_store)]

router = APIRouter(prefix="/users", tags=["users"])

# The handlers are `async`, so they run on the event loop one at a time: the store needs no lock.


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_user(data: UserInput, store: Store) -> User:
    return store.create(data)


@router.get("")
async def list_users(
    store: Store,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> UserPage:
    return store.page(limit, offset)


@router.get("/{user_id}")
async def get_user(user_id: UUID, store: Store) -> User:
    return store.get(user_id)


@router.put("/{user_id}")
async def replace_user(user_id: UUID, data: UserInput, store: Store) -> User:
    return store.replace(user_id, data)


@router.delete("/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_user(user_id: UUID, store: Store) -> None:
    store.delete(user_id)
