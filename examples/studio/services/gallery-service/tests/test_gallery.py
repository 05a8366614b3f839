from uuid import uuid4

import pytest
from fastapi.testclient import TestClient


def add(client: TestClient, title: str = "Dawn", tags: tuple[str, ...] = ()) -> dict:
    body = {"title": title, "url": "https://images.example.com/dawn.png", "tags": list(tags)}
    response = client.post("/images", json=body)
    assert response.status_code == 201, response.text
    return response.json()


def titles(client: TestClient, **params: object) -> list[str]:
    return [image["title"] for image in client.get("/images", params=params).json()["items"]]


def test_adds_and_reads_an_image(client: TestClient) -> None:
    image = add(client, title=" 새벽 ", tags=("Sea", "sea", "풍경"))

    assert image["title"] == "새벽"
    assert image["tags"] == ["sea", "풍경"]
    assert client.get(f"/images/{image['id']}").json() == image


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "ftp://example.com/a.png"), ("title", ""), ("tags", ["two words"])],
)
def test_rejects_invalid_images(client: TestClient, field: str, value: object) -> None:
    body = {"title": "Dawn", "url": "https://example.com/a.png"} | {field: value}

    response = client.post("/images", json=body)

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][:2] == ["body", field]


def test_lists_the_newest_first_in_pages(client: TestClient) -> None:
    for n in range(5):
        add(client, title=f"Image {n}")

    first = client.get("/images", params={"size": 2}).json()

    assert [image["title"] for image in first["items"]] == ["Image 4", "Image 3"]
    assert (first["page"], first["pages"], first["total"]) == (1, 3, 5)
    assert titles(client, size=2, page=3) == ["Image 0"]
    assert titles(client, size=2, page=4) == []


@pytest.mark.parametrize("params", [{"page": 0}, {"size": 0}, {"size": 101}, {"page": "two"}])
def test_rejects_invalid_pages(client: TestClient, params: dict) -> None:
    assert client.get("/images", params=params).status_code == 422


def test_an_empty_gallery_has_one_empty_page(client: TestClient) -> None:
    assert client.get("/images").json() == {"items": [], "page": 1, "pages": 1, "total": 0}


def test_filters_by_all_given_tags(client: TestClient) -> None:
    add(client, title="Sea", tags=("sea",))
    add(client, title="Sea at dawn", tags=("sea", "dawn"))

    assert titles(client, tag="SEA") == ["Sea at dawn", "Sea"]
    assert titles(client, tag=["sea", "dawn"]) == ["Sea at dawn"]
    assert titles(client, tag="city") == []


def test_tags_and_untags_an_image(client: TestClient) -> None:
    url = f"/images/{add(client, tags=('sea',))['id']}"

    assert client.put(f"{url}/tags/dawn").json()["tags"] == ["dawn", "sea"]
    assert client.put(f"{url}/tags/dawn").json()["tags"] == ["dawn", "sea"]
    assert client.delete(f"{url}/tags/sea").json()["tags"] == ["dawn"]
    assert client.put(f"{url}/tags/two words").status_code == 422


def test_counts_tags_and_forgets_unused_ones(client: TestClient) -> None:
    add(client, tags=("sea",))
    image = add(client, tags=("sea", "dawn"))
    assert client.get("/tags").json() == [
        {"tag": "sea", "images": 2},
        {"tag": "dawn", "images": 1},
    ]

    assert client.delete(f"/images/{image['id']}").status_code == 204

    assert client.get("/tags").json() == [{"tag": "sea", "images": 1}]


def test_unknown_images_are_not_found(client: TestClient) -> None:
    missing = uuid4()

    assert client.get(f"/images/{missing}").json() == {"detail": f"no image {missing}"}
    assert client.delete(f"/images/{missing}").status_code == 404
    assert client.put(f"/images/{missing}/tags/sea").status_code == 404
