import pytest

from studio_common import GenerationTask, InvalidMessage

TASK = GenerationTask(job_id="42", prompt="새벽의 등대", width=64, height=128)


def test_survives_the_journey() -> None:
    assert GenerationTask.from_json(TASK.to_json()) == TASK
    assert GenerationTask.from_json(TASK.to_json().encode()) == TASK


def test_ignores_what_a_newer_sender_adds() -> None:
    text = '{"job_id": "42", "prompt": "a cat", "width": 64, "height": 64, "style": "oil"}'

    assert GenerationTask.from_json(text) == GenerationTask("42", "a cat", 64, 64)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "expected an object, received list"),
        ('{"job_id": "42"}', "prompt: expected str: None"),
        ('{"job_id": "42", "prompt": "a", "width": true, "height": 64}', "width: expected int"),
    ],
)
def test_says_what_is_wrong_with_a_message(text: str, problem: str) -> None:
    with pytest.raises(InvalidMessage, match=problem):
        GenerationTask.from_json(text)
