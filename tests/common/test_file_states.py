"""Every move of a file, tried from every state against the rows themselves."""

from collections.abc import Callable

import pytest

from common.errors import IllegalMove
from common.files.keeping import let_go
from common.files.states import LIFE, FileState
from common.lives import move
from common.models import Upload
from tests.factories.files import SENT_AT, UploadFactory

pytestmark = pytest.mark.django_db


def _keep(upload: Upload) -> None:
    move(upload, FileState.KEPT, LIFE)
    upload.kind = "png"
    upload.save()


def _refuse(upload: Upload) -> None:
    move(upload, FileState.REFUSED, LIFE)
    upload.ended_at = SENT_AT
    upload.save()


def _let_go(upload: Upload) -> None:
    if not let_go([upload.pk], at=SENT_AT):
        raise IllegalMove


MOVES: dict[FileState, Callable[[Upload], None]] = {
    FileState.KEPT: _keep,
    FileState.REFUSED: _refuse,
    FileState.GONE: _let_go,
}
BEGINNINGS = {
    FileState.RECEIVED: {"received": True},
    FileState.KEPT: {},
    FileState.REFUSED: {"refused": True},
    FileState.GONE: {"over": True},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(FileState))
def test_file_moves_only_as_its_table_says(now: FileState, then: FileState) -> None:
    upload = UploadFactory(**BEGINNINGS[now])
    if LIFE.allows(now, then):
        MOVES[then](upload)
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](upload)
    upload.refresh_from_db()
    assert upload.state == (then if LIFE.allows(now, then) else now)
