from collections import Counter
from datetime import UTC, datetime
from math import ceil
from uuid import UUID, uuid4

from app.models import Image, ImageInput, ImagePage, TagCount


class ImageNotFound(Exception):
    def __init__(self, image_id: UUID) -> None:
        super().__init__(f"no image {image_id}")


class ImageStore:
    """Images in memory, in order of upload."""

    def __init__(self) -> None:
        self._images: dict[UUID, Image] = {}

    def add(self, data: ImageInput) -> Image:
        image = Image(id=uuid4(), created_at=datetime.now(UTC), **data.model_dump())
        self._images[image.id] = image
        return image

    def get(self, image_id: UUID) -> Image:
        try:
            return self._images[image_id]
        except KeyError:
            raise ImageNotFound(image_id) from None

    def page(self, number: int, size: int, tags: list[str]) -> ImagePage:
        """Page `number` (from 1) of the images that have all `tags`, newest first."""
        wanted = set(tags)
        matches = [image for image in reversed(self._images.values()) if wanted <= set(image.tags)]
        start = (number - 1) * size
        return ImagePage(
            items=matches[start : start + size],
            page=number,
            pages=max(1, ceil(len(matches) / size)),
            total=len(matches),
        )

    def tag(self, image_id: UUID, tag: str) -> Image:
        return self._set_tags(image_id, {*self.get(image_id).tags, tag})

    def untag(self, image_id: UUID, tag: str) -> Image:
        return self._set_tags(image_id, {*self.get(image_id).tags} - {tag})

    def delete(self, image_id: UUID) -> None:
        self.get(image_id)
        del self._images[image_id]

    def tags(self) -> list[TagCount]:
        """Tags in use, most used first."""
        counts = Counter(tag for image in self._images.values() for tag in image.tags)
        return [
            TagCount(tag=tag, images=images)
            for tag, images in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]

    def _set_tags(self, image_id: UUID, tags: set[str]) -> Image:
        image = self.get(image_id).model_copy(update={"tags": sorted(tags)})
        self._images[image_id] = image
        return image
