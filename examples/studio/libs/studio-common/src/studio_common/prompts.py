import hashlib
import unicodedata


def normalize(prompt: str) -> str:
    """One form for prompts that look the same: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", prompt).split())


def seed(prompt: str) -> int:
    """The same 64-bit number for the same prompt, on every machine and in every process."""
    digest = hashlib.sha256(normalize(prompt).encode()).digest()
    return int.from_bytes(digest[:8], "big")
