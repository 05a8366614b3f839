from uuid import uuid4

import pytest
from fastapi.testclient import TestClient


def create(client: TestClient, email: str = "mina@example.com", name: str = "Mina") -> dict:
    response = client.post("/users", json={"email": email, "name": name})
    assert response.status_code == 201, response.text
    return response.json()


def test_creates_and_reads_a_user(client: TestClient) -> None:
    user = create(client, email=" Mina@Example.com ", name="김미나")

    assert user["email"] == "mina@example.com"
    assert client.get(f"/users/{user['id']}").json() == user


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "not an address"), ("name", "   ")],
)
def test_rejects_invalid_input(client: TestClient, field: str, value: str) -> None:
    body = {"email": "mina@example.com", "name": "Mina"} | {field: value}

    response = client.post("/users", json=body)

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", field]


def test_an_email_belongs_to_one_user(client: TestClient) -> None:
    create(client, email="mina@example.com")

    response = client.post("/users", json={"email": "MINA@example.com", "name": "Another"})

    assert response.status_code == 409
    assert response.json()["detail"] == "mina@example.com belongs to another user"


def test_lists_users_in_pages(client: TestClient) -> None:
    for n in range(5):
        create(client, email=f"user{n}@example.com", name=f"User {n}")

    page = client.get("/users", params={"limit": 2, "offset": 3}).json()

    assert [user["name"] for user in page["items"]] == ["User 3", "User 4"]
    assert page["total"] == 5
    assert client.get("/users", params={"limit": 0}).status_code == 422


def test_replaces_a_user(client: TestClient) -> None:
    user = create(client)
    other = create(client, email="jun@example.com", name="Jun")

    renamed = client.put(f"/users/{user['id']}", json={"email": user["email"], "name": "Mina K."})
    taken = client.put(f"/users/{user['id']}", json={"email": other["email"], "name": "Mina"})

    assert renamed.json() == user | {"name": "Mina K."}
    assert taken.status_code == 409


def test_deletes_a_user_and_frees_the_email(client: TestClient) -> None:
    user = create(client)

    assert client.delete(f"/users/{user['id']}").status_code == 204
    assert client.delete(f"/users/{user['id']}").status_code == 404
    assert create(client)["id"] != user["id"]


def test_unknown_users_are_not_found(client: TestClient) -> None:
    missing = uuid4()

    response = client.get(f"/users/{missing}")

    assert response.status_code == 404
    assert response.json() == {"detail": f"no user {missing}"}
    assert client.get("/users/42").status_code == 422
