"""Files that somebody sent, and bytes to send."""

import datetime as dt
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.models import Upload
from tests.factories.accounts import UserFactory

SENT_AT = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    """The bytes of a grey picture."""
    written = BytesIO()
    Image.new(mode, size, 128 if mode in {"L", "P"} else None).save(written, kind, **options)
    return written.getvalue()


def sent(content: bytes | None = None, name: str = "result.png") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, picture() if content is None else content)


class UploadFactory(factory.django.DjangoModelFactory[Upload]):
    """A picture on the shelf of exam proofs that belongs to no record yet."""

    class Meta:
        model = Upload
        skip_postgeneration_save = True

    owner = factory.SubFactory(UserFactory)
    shelf = "exam-proof"
    state = "kept"
    name = "result.png"
    kind = "png"
    size = 85
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    kept_sha256 = factory.Sequence(lambda n: f"{n:063x}f")
    received_at = SENT_AT
    expires_at = SENT_AT + dt.timedelta(days=2)

    class Params:
        received = factory.Trait(state="received", kind="")
        taken = factory.Trait(expires_at=None)
        over = factory.Trait(state="gone", ended_at=SENT_AT, expires_at=None)
        refused = factory.Trait(state="refused", kind="", note="empty", ended_at=SENT_AT, removed_at=SENT_AT)

    @factory.post_generation
    def stored(self, create: bool, content: bytes | None) -> None:
        if create and content is not None:
            default_storage.save(self.stored_as, ContentFile(content))
