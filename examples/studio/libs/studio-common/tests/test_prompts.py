import unicodedata

from studio_common import normalize, seed


def test_normalizes_spaces_and_characters() -> None:
    assert normalize("  a \n lighthouse ") == "a lighthouse"
    assert normalize(unicodedata.normalize("NFD", "등대")) == "등대"


def test_a_seed_depends_on_the_normalized_prompt_only() -> None:
    assert seed(" a  lighthouse") == seed("a lighthouse")
    assert seed("a lighthouse") != seed("a light house")


def test_a_seed_never_changes() -> None:
    assert seed("a lighthouse") == 17502130357835555997
