"""Whatever is asked of replay is read or refused, and never breaks it."""

import json
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from tests.cpe.replaying import faults, told
from tests.cpe.test_replay_reading import SOUND

KEYS: Final = st.sampled_from(
    ["on", "members", "id", "credentials", "claims", "fees", "title", "level", "awarded_on", "activity", "completed_on",
     "reported_on", "amount", "attended", "status", "decided_on", "granted", "due_on", "booked_on", "x"]
)  # fmt: skip
WORDS: Final = st.sampled_from(
    ["S-ISP", "foundation", "expert", "2025-01-01", "0001-01-01", "9999-12-31", "9995-12-31", "1", "0", "2.5",
     "accepted", "pending", "book",
     "webinar-attended", "forum-moderation", ""]
)  # fmt: skip
LEAVES: Final = st.none() | st.booleans() | st.floats() | st.integers() | WORDS | st.text(max_size=5)
ANYTHING: Final = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=9),
    max_leaves=40,
)


def _bent(document_: Any, path: list[int], value: Any) -> Any:
    """The document with something else at one of its places."""
    if not path or not isinstance(document_, dict | list) or not document_:
        return value
    keys = list(document_) if isinstance(document_, dict) else range(len(document_))
    chosen = keys[path[0] % len(keys)]
    copy = document_.copy()
    copy[chosen] = _bent(document_[chosen], path[1:], value)
    return copy


@given(ANYTHING | st.builds(_bent, st.just(SOUND), st.lists(st.integers(0, 20), max_size=6), ANYTHING))
def test_any_json_is_read_or_refused_and_what_is_read_is_answered(asked: Any) -> None:
    raw = json.dumps(asked)
    if not faults(raw.encode()):
        assert told(raw) == told(raw)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert faults(raw)
