"""When a typed name is the signature of the person who applies. Pure."""

import unicodedata


def same_name(typed: str, written: str) -> bool:
    """Whether two ways of writing are one name: case, spacing and how accents are stored make no difference."""
    return bool(written) and _plain(typed) == _plain(written)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
