"""The table of hostile files: each is refused for its reason, and nothing of it is kept.

``scripts/test tests/common/test_hostile.py -s`` prints it: name, code, sentence.
"""

import sys
from collections.abc import Iterator

import pytest
from django.core.files.storage import default_storage

from common.files import keeping
from common.files.refusals import FileRefused
from common.models import Upload
from tests.common.hostile import HOSTILE
from tests.factories.accounts import UserFactory
from tests.factories.files import SENT_AT, sent

pytestmark = [pytest.mark.processes, pytest.mark.django_db]


@pytest.fixture(scope="module")
def table() -> Iterator[list[tuple[str, str, str]]]:
    """What was refused and why, printed at the end."""
    rows: list[tuple[str, str, str]] = []
    yield rows
    lines = [f"  {name:<58} {code:<20} {sentence}" for name, code, sentence in rows]
    sys.stdout.write("\n".join(["\n", f"{len(rows)} hostile files", *lines, ""]))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence_and_nothing_of_it_is_kept(
    name: str, table: list[tuple[str, str, str]]
) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(FileRefused) as refused:
        keeping.receive(sent(make(), f"{name}.pdf"), shelf="exam-proof", owner=UserFactory(), at=SENT_AT)
    table.append((name, refused.value.code, str(refused.value)))
    assert refused.value.code == code
    assert str(refused.value).endswith(".")
    assert "nvalid" not in str(refused.value)
    assert not default_storage.exists("uploads"), "nothing was ever stored"
    assert set(Upload.objects.values_list("state", "note")) <= {("refused", code)}


def test_table_is_as_long_as_it_says() -> None:
    assert len(HOSTILE) >= 100
    assert {code for _make, code in HOSTILE.values()} >= {"other-kind", "pdf-acts", "pdf-carries", "picture-damaged"}
