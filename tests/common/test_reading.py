"""Reading pictures: of one person one at a time, and a first look that ends where all of it looks like signs."""

import logging
import random
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from common.files import apart, reader, reading
from common.files.refusals import FileRefused
from tests.specimens import cards


def test_second_picture_of_a_person_is_refused_at_once_and_another_person_has_a_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(_picture: bytes, _program: str) -> Iterator[str]:
        yield "one"
        yield "two"

    monkeypatch.setattr(reading, "_read", read)
    first = reading.texts(b"", 1)
    assert next(first) == "one"
    with pytest.raises(FileRefused, match="still looking through another picture you sent") as refusal:
        next(reading.texts(b"", 1))
    assert refusal.value.code == "one-by-one"
    assert list(reading.texts(b"", 2)) == ["one", "two"]
    first.close()
    assert list(reading.texts(b"", 1)) == ["one", "two"], "a turn that was left is free again"


def test_picture_full_of_signs_is_refused_with_what_helps(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answer = "import sys; sys.stdin.buffer.read(); print('{\"crowded\": true}')"
    monkeypatch.setattr(reading, "COMMAND", (reading.sys.executable, "-c", answer))
    with caplog.at_level(logging.ERROR), pytest.raises(FileRefused, match="plain background") as refusal:
        list(reading.texts(b"", 1))
    assert refusal.value.code == "crowded"
    assert caplog.records == [], "nothing failed"


def test_first_look_ends_when_its_seconds_are_over(monkeypatch: pytest.MonkeyPatch) -> None:
    written = BytesIO()
    Image.effect_noise((1700, 1300), 120).save(written, "JPEG", quality=90)
    monkeypatch.setattr(reader, "CROWDED", 1)
    with pytest.raises(reader.Crowded):
        next(reader.texts(written.getvalue(), reading.PROGRAM))


@pytest.mark.parametrize("by", [-20, -9, 0, 14, 33])
def test_tilt_is_found(by: int) -> None:
    rng = random.Random(3)  # noqa: S311  drawn again from the same number
    card = cards.front(rng, cards.style(rng)).picture.convert("L")
    assert abs(reader.tilt(card.rotate(by, Image.Resampling.BICUBIC, expand=True, fillcolor=70)) + by) <= 1


def test_veil_is_lifted_to_its_edge() -> None:
    picture = Image.new("L", (200, 60), 230)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 10, 160, 50), fill=34)
    pen.rectangle((60, 20, 64, 40), fill=5)
    lifted = reader.brightened(picture)
    assert lifted.getpixel((42, 12)) == 255, "paper under the veil"
    assert lifted.getpixel((62, 30)) < 60, "ink under it"


@pytest.mark.parametrize(
    ("size", "stripe", "told"),
    [
        ((400, 299), 200, "299 points on its shorter side, we need 300"),
        ((3, 3), 1, "3 points on its shorter side"),
        ((600, 400), 0, "it has one colour"),
        ((600, 400), 200, ""),
    ],
)
def test_picture_in_which_nobody_can_be_known_is_refused(size: tuple[int, int], stripe: int, told: str) -> None:
    picture, written = Image.new("RGB", size, (20, 20, 24)), BytesIO()
    picture.paste("white", (0, 0, stripe, stripe))
    picture.save(written, "PNG")
    if not told:
        assert apart.flatten(written.getvalue()).width == size[0]
        return
    with pytest.raises(FileRefused, match=told):
        apart.flatten(written.getvalue())
