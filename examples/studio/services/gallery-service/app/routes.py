from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, status

from app.models import Image, ImageInput, ImagePage, Tag, TagCount
from app.store import ImageStore


def get_store(request: Request) -> ImageStore:
    return request.app.state.images


Store = Annotated[ImageStore, Depends(get_store)]

router = APIRouter(tags=["gallery"])


@router.post("/images", status_code=status.HTTP_201_CREATED)
async def add_image(data: ImageInput, store: Store) -> Image:
    return store.add(data)


@router.get("/images")
async def list_images(
    store: Store,
    tag: Annotated[list[Tag], Query(default_factory=list)],
    page: Annotated[int, Query(ge=1)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 24,
) -> ImagePage:
    return store.page(page, size, tag)


@router.get("/images/{image_id}")
async def get_image(image_id: UUID, store: Store) -> Image:
    return store.get(image_id)


@router.delete("/images/{image_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_image(image_id: UUID, store: Store) -> None:
    store.delete(image_id)


@router.put("/images/{image_id}/tags/{tag}")
async def tag_image(image_id: UUID, tag: Tag, store: Store) -> Image:
    return store.tag(image_id, tag)


@router.delete("/images/{image_id}/tags/{tag}")
async def untag_image(image_id: UUID, tag: Tag, store: Store) -> Image:
    return store.untag(image_id, tag)


@router.get("/tags")
async def list_tags(store: Store) -> list[TagCount]:
    return store.tags()
