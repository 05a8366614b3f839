import json
from dataclasses import asdict, dataclass, fields
from typing import Self


class InvalidMessage(ValueError):
    pass


@dataclass(frozen=True)
class GenerationTask:
    """One image to generate, as it travels from generation-service to a worker."""

    job_id: str
    prompt: str
    width: int
    height: int

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Unknown keys are ignored, so that a newer sender can talk to an older worker."""
        try:
            data = json.loads(text)
        except ValueError as error:
            raise InvalidMessage(f"not JSON: {error}") from error
        if not isinstance(data, dict):
            raise InvalidMessage(f"expected an object, received {type(data).__name__}")
        values = {}
        for field in fields(cls):
            value = data.get(field.name)
            # By exact type: True is an int too.
            if type(value) is not field.type:
                raise InvalidMessage(f"{field.name}: expected {field.type.__name__}: {value!r}")
            values[field.name] = value
        return cls(**values)
