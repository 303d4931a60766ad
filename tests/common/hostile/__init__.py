"""Hostile, broken and disguised files, made anew each time: name → what makes them, and the code of the refusal."""

from collections.abc import Callable
from typing import Final

from tests.common.hostile.disguises import DISGUISES
from tests.common.hostile.documents import DOCUMENTS, pdf
from tests.common.hostile.heavy import HEAVY
from tests.common.hostile.pictures import PICTURES

__all__ = ["HOSTILE", "pdf"]

HOSTILE: Final[dict[str, tuple[Callable[[], bytes], str]]] = {**DISGUISES, **DOCUMENTS, **PICTURES, **HEAVY}
