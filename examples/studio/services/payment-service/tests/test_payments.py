from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response


def pay(client: TestClient, key: str = "order-1", **changes: Any) -> Response:
    body = {"order_id": "1", "amount": 9900, "currency": "KRW"} | changes
    return client.post("/payments", json=body, headers={"Idempotency-Key": key})


def refund(client: TestClient, payment_id: str, amount: int, key: str) -> Response:
    return client.post(
        f"/payments/{payment_id}/refunds",
        json={"amount": amount},
        headers={"Idempotency-Key": key},
    )


def test_captures_a_payment(client: TestClient) -> None:
    response = pay(client)

    assert response.status_code == 201
    payment = response.json()
    assert (payment["status"], payment["amount"], payment["refunded"]) == ("captured", 9900, 0)
    assert client.get(f"/payments/{payment['id']}").json() == payment


def test_the_same_request_twice_is_one_payment(client: TestClient) -> None:
    first, again = pay(client), pay(client)

    assert again.status_code == 200
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert again.json() == first.json()


def test_a_key_cannot_be_used_for_another_request(client: TestClient) -> None:
    pay(client, key="order-1", amount=9900)

    response = pay(client, key="order-1", amount=990)

    assert response.status_code == 422
    assert "'order-1' was used for a different request" in response.json()["detail"]


def test_requires_an_idempotency_key(client: TestClient) -> None:
    response = client.post("/payments", json={"order_id": "1", "amount": 9900})

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["header", "idempotency-key"]


@pytest.mark.parametrize("changes", [{"amount": 0}, {"amount": 9.5}, {"currency": "BTC"}])
def test_rejects_invalid_payments(client: TestClient, changes: dict[str, Any]) -> None:
    assert pay(client, **changes).status_code == 422


def test_refunds_in_parts_up_to_the_whole(client: TestClient) -> None:
    payment_id = pay(client, amount=1000).json()["id"]

    assert refund(client, payment_id, 400, key="r1").status_code == 201
    partly = client.get(f"/payments/{payment_id}").json()
    refund(client, payment_id, 600, key="r2")
    wholly = client.get(f"/payments/{payment_id}").json()

    assert (partly["status"], partly["refunded"]) == ("partially_refunded", 400)
    assert (wholly["status"], wholly["refunded"]) == ("refunded", 1000)


def test_refuses_to_refund_more_than_is_left(client: TestClient) -> None:
    payment_id = pay(client, amount=1000).json()["id"]
    refund(client, payment_id, 700, key="r1")

    response = refund(client, payment_id, 301, key="r2")

    assert response.status_code == 409
    assert response.json()["detail"].endswith("300 is left")
    # The key of a refused refund is free for the right amount.
    assert refund(client, payment_id, 300, key="r2").status_code == 201


def test_the_same_refund_twice_is_one_refund(client: TestClient) -> None:
    payment_id = pay(client, amount=1000).json()["id"]

    first = refund(client, payment_id, 1000, key="r1")
    again = refund(client, payment_id, 1000, key="r1")

    assert again.status_code == 200
    assert again.json() == first.json()
    assert client.get(f"/payments/{payment_id}").json()["refunded"] == 1000


def test_unknown_payments_are_not_found(client: TestClient) -> None:
    missing = str(uuid4())

    assert client.get(f"/payments/{missing}").status_code == 404
    assert refund(client, missing, 100, key="r1").status_code == 404
