from ctypes.util import find_library

import pytest

from common import pdf


def test_nothing_is_missing_where_every_library_is_found() -> None:
    assert pdf.missing_parts(lambda name: f"lib{name}.so.0") == ()


def test_missing_parts_are_named_by_their_package() -> None:
    assert pdf.missing_parts(lambda name: None if "pango" in name else "x") == ("libpango-1.0-0", "libpangoft2-1.0-0")


def test_check_says_what_is_missing_the_command_and_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "missing_parts", lambda: ("libpango-1.0-0",))
    (warning,) = pdf.check_parts(None)
    assert warning.id == "common.W001"
    assert "everything else works" in warning.msg
    assert str(warning.hint).endswith("apt-get install --no-install-recommends libpango-1.0-0")


def test_check_is_silent_exactly_where_this_machine_can_draw() -> None:
    assert (pdf.check_parts(None) == []) == all(find_library(name) for name in pdf.LIBRARIES)
