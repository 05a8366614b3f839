from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response, status

from app.ledger import Ledger
from app.models import Payment, PaymentInput, Refund, RefundInput


def get_ledger(request: Request) -> Ledger:
    return cast(Ledger, request.app.state.ledger)


LedgerDep = Annotated[Ledger, Depends(get_ledger)]
IdempotencyKey = Annotated[str, Header(min_length=1, max_length=128)]

router = APIRouter(prefix="/payments", tags=["payments"])


def mark(response: Response, *, replayed: bool) -> None:
    if replayed:
        response.status_code = status.HTTP_200_OK
        response.headers["Idempotent-Replayed"] = "true"


@router.post("", status_code=status.HTTP_201_CREATED)
async def pay(
    data: PaymentInput,
    idempotency_key: IdempotencyKey,
    ledger: LedgerDep,
    response: Response,
) -> Payment:
    outcome = ledger.pay(idempotency_key, data)
    mark(response, replayed=outcome.replayed)
    return outcome.value


@router.get("/{payment_id}")
async def get_payment(payment_id: UUID, ledger: LedgerDep) -> Payment:
    return ledger.get(payment_id)


@router.post("/{payment_id}/refunds", status_code=status.HTTP_201_CREATED)
async def refund_payment(
    payment_id: UUID,
    data: RefundInput,
    idempotency_key: IdempotencyKey,
    ledger: LedgerDep,
    response: Response,
) -> Refund:
    outcome = ledger.refund(payment_id, idempotency_key, data)
    mark(response, replayed=outcome.replayed)
    return outcome.value
