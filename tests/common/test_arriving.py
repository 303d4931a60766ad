"""Files on their way in: a form comes back with a sentence and all that was typed, however large its file is."""

import io
import resource
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from common.files import arriving
from common.files.arriving import MEGABYTE, MOST_KEPT, NotKept
from common.files.refusals import FileRefused
from common.models import Upload
from members.models import ExamClaim, Title
from tests.people import person, signed_in

CLAIM: Final = "/titles/claim/"


class _Stream(io.RawIOBase):
    """A form as it comes over the line, never whole in memory."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts, self.left = parts, b""

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (part := next(self.parts, b"")):
            self.left += part
        said, self.left = self.left[:size], self.left[size:]
        return said


def _said(fields: dict[str, str], files: dict[str, int]) -> tuple[Iterator[bytes], int]:
    """A form of these fields and of files of so many bytes, and its length."""
    line = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=".encode()
    typed = b"".join(line + f'"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items())
    heads = {name: line + f'"{name}"; filename="{name}.pdf"\r\n\r\n'.encode() for name in files}
    end = f"--{BOUNDARY}--\r\n".encode()

    def parts() -> Iterator[bytes]:
        yield typed
        for name, size in files.items():
            yield heads[name]
            for at in range(0, size, MEGABYTE):
                yield b"%" * min(MEGABYTE, size - at)
            yield b"\r\n"
        yield end

    length = len(typed) + sum(len(heads[name]) + size + 2 for name, size in files.items()) + len(end)
    return parts(), length


def _request(files: dict[str, int]) -> HttpRequest:
    parts, length = _said({"word": "typed"}, files)
    request = RequestFactory().generic("POST", "/", CONTENT_TYPE=MULTIPART_CONTENT)
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = _Stream(parts)
    return request


def _post(client: Client, fields: dict[str, str], megabytes: int) -> Any:
    parts, length = _said(fields, {"proof": megabytes * MEGABYTE})
    return client.generic(
        "POST", CLAIM, CONTENT_LENGTH=str(length), CONTENT_TYPE=MULTIPART_CONTENT, **{"wsgi.input": _Stream(parts)}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("megabytes", [20, 200])
def test_claim_with_a_file_that_is_too_large_comes_back_with_all_that_was_typed(megabytes: int) -> None:
    ada, title = person("Ada"), Title.objects.get(code="S-ISP")
    client = signed_in(ada)
    fields = {"title": str(title.pk), "exam_on": "2026-01-12", "exam_number": "EX-4711"}
    _post(client, fields, 11)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = _post(client, fields, megabytes)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="id_proof_error"' in page
    assert "This file is larger than 10 MB." in page
    assert 'value="EX-4711"' in page
    assert 'value="2026-01-12"' in page
    assert f'<option value="{title.pk}" selected' in page
    assert not Upload.objects.exists()
    assert not ExamClaim.objects.exists()
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 24, "megabytes more than before"


@pytest.mark.django_db
def test_request_beyond_the_bound_gets_a_page_before_it_is_read() -> None:
    answer = _post(signed_in(person("Ada")), {}, 300)
    assert answer.status_code == 413
    assert "That was too much at once" in answer.content.decode()


def test_file_that_is_not_too_large_is_whole() -> None:
    request = _request({"small": 5, "middle": 9 * MEGABYTE, "largest": MOST_KEPT})
    assert request.POST["word"] == "typed"
    for name, size in (("small", 5), ("middle", 9 * MEGABYTE), ("largest", MOST_KEPT)):
        file = request.FILES[name]
        assert (file.name, file.size) == (f"{name}.pdf", size)
        assert file.read() == b"%" * size
        assert sum(len(part) for part in file.chunks()) == size
    request.close()


def test_file_that_is_too_large_has_a_size_and_nothing_else() -> None:
    request = _request({"large": MOST_KEPT + 1, "small": 5})
    assert request.FILES["large"].size == MOST_KEPT + 1
    assert request.FILES["small"].read() == b"%" * 5
    for read in ("read", "chunks", "__iter__"):
        with pytest.raises(FileRefused, match="larger than 32 MB"):
            getattr(request.FILES["large"], read)()
    request.close()


def test_files_that_are_too_much_together_are_asked_for_one_after_the_other() -> None:
    request = _request(dict.fromkeys("abc", 30 * MEGABYTE))
    kept = {name: not isinstance(file, NotKept) for name, file in request.FILES.items()}
    assert kept == {"a": True, "b": True, "c": False}
    with pytest.raises(FileRefused, match="one after the other"):
        request.FILES["c"].read()
    request.close()


def test_file_that_breaks_off_leaves_nothing() -> None:
    parts, length = _said({}, {"proof": 5 * MEGABYTE})
    handler = arriving.Arriving()
    request = RequestFactory().generic("POST", "/", CONTENT_TYPE=MULTIPART_CONTENT)
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = _Stream(part for number, part in enumerate(parts) if number < 4)
    request.upload_handlers = [handler]
    assert "proof" not in request.FILES or request.FILES["proof"].size < 5 * MEGABYTE
    request.close()
