from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, computed_field

# In the currency's smallest unit, so that sums stay exact.
Amount = Annotated[int, Field(gt=0, le=100_000_000)]
Status = Literal["captured", "partially_refunded", "refunded"]


class PaymentInput(BaseModel):
    order_id: Annotated[str, Field(min_length=1, max_length=64)]
    amount: Amount
    currency: Literal["KRW", "USD"] = "KRW"


class RefundInput(BaseModel):
    amount: Amount
    reason: Annotated[str, Field(max_length=200)] = ""


class Refund(RefundInput):
    id: UUID
    created_at: datetime


class Payment(PaymentInput):
    id: UUID
    created_at: datetime
    refunds: tuple[Refund, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def status(self) -> Status:
        if self.refunded == 0:
            return "captured"
        return "refunded" if self.refunded == self.amount else "partially_refunded"
