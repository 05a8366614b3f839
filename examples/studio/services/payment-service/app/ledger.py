from collections import defaultdict
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.idempotency import IdempotencyKeys, Outcome
from app.models import Payment, PaymentInput, Refund, RefundInput


class PaymentNotFound(Exception):
    def __init__(self, payment_id: UUID) -> None:
        super().__init__(f"no payment {payment_id}")


class RefundTooLarge(Exception):
    def __init__(self, payment: Payment, amount: int) -> None:
        left = payment.amount - payment.refunded
        super().__init__(f"cannot refund {amount} of payment {payment.id}: {left} is left")


class Ledger:
    """Payments in memory. Each request takes effect once, however often it is sent."""

    def __init__(self) -> None:
        self._payments: dict[UUID, Payment] = {}
        self._payment_keys = IdempotencyKeys[Payment]()
        # A refund's key counts within its payment.
        self._refund_keys: defaultdict[UUID, IdempotencyKeys[Refund]] = defaultdict(IdempotencyKeys)

    def pay(self, key: str, data: PaymentInput) -> Outcome[Payment]:
        def act() -> Payment:
            payment = Payment(id=uuid4(), created_at=datetime.now(UTC), **data.model_dump())
            self._payments[payment.id] = payment
            return payment

        return self._payment_keys.once(key, data, act)

    def get(self, payment_id: UUID) -> Payment:
        try:
            return self._payments[payment_id]
        except KeyError:
            raise PaymentNotFound(payment_id) from None

    def refund(self, payment_id: UUID, key: str, data: RefundInput) -> Outcome[Refund]:
        payment = self.get(payment_id)

        def act() -> Refund:
            if payment.refunded + data.amount > payment.amount:
                raise RefundTooLarge(payment, data.amount)
            refund = Refund(id=uuid4(), created_at=datetime.now(UTC), **data.model_dump())
            self._payments[payment_id] = payment.model_copy(
                update={"refunds": (*payment.refunds, refund)}
            )
            return refund

        return self._refund_keys[payment_id].once(key, data, act)
