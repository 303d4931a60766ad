"""The European payment code, read back by a camera's eyes, and what no bank would take."""

import re
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from PIL import Image, ImageDraw

from common.payment_qr import payment_code
from common.qr import QUIET, Code

GOOD: dict[str, Any] = {
    "name": "SECO-Institute",
    "iban": "NL91 ABNA 0417 1643 00",
    "amount": Decimal("150.00"),
    "reference": "RF46 2026 0001 23",
}


def read(code: Code, folder: Path) -> list[str]:
    """The lines of the code's content, drawn from its path as any browser draws it."""
    scale = 6
    picture = Image.new("L", (code.side * scale, code.side * scale), 255)
    pen = ImageDraw.Draw(picture)
    runs = re.findall(r"M(\d+) (\d+)\.5h(\d+)", code.path)
    assert "".join(f"M{x} {y}.5h{wide}" for x, y, wide in runs) == code.path
    for x, y, wide in (map(int, run) for run in runs):
        pen.rectangle((x * scale, y * scale, (x + wide) * scale - 1, (y + 1) * scale - 1), fill=0)
    picture.save(folder / "code.png")
    seen = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "--oneshot", "-Sbinary", folder / "code.png"], capture_output=True, check=True
    )
    return seen.stdout.decode().removesuffix("\n").split("\n")


def test_code_says_line_by_line_what_the_guideline_asks(tmp_path: Path) -> None:
    assert read(payment_code(**GOOD), tmp_path) == [
        "BCD", "002", "1", "SCT", "", "SECO-Institute", "NL91ABNA0417164300", "EUR150", "", "RF462026000123",
    ]  # fmt: skip


def test_white_is_kept_around_the_code() -> None:
    code = payment_code(**GOOD)
    runs = [[int(part) for part in run] for run in re.findall(r"M(\d+) (\d+)\.5h(\d+)", code.path)]
    assert min(x for x, _y, _wide in runs) == min(y for _x, y, _wide in runs) == 4
    assert max(x + wide for x, _y, wide in runs) == code.side - 4


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0.01", "EUR0.01"),
        ("10", "EUR10"),
        ("12.30", "EUR12.3"),
        ("1234.56", "EUR1234.56"),
        ("999999999.99", "EUR999999999.99"),
    ],
)
def test_amount_is_to_the_cent(amount: str, written: str, tmp_path: Path) -> None:
    assert read(payment_code(**GOOD | {"amount": Decimal(amount)}), tmp_path)[7] == written


def test_longest_name_in_any_script_stays_within_version_13(tmp_path: Path) -> None:
    code = payment_code(**GOOD | {"name": "信" * 70, "reference": "RF12" + "9" * 21})
    assert code.side - 2 * QUIET <= 17 + 4 * 13
    assert read(code, tmp_path)[5] == "信" * 70


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"iban": "NL92ABNA0417164300"}, "number of a bank account"),
        ({"iban": ""}, "number of a bank account"),
        ({"amount": Decimal("0.00")}, "EUR 0.01 to EUR 999999999.99"),
        ({"amount": Decimal(-1)}, "EUR 0.01 to"),
        ({"amount": Decimal(10**9)}, "EUR 0.01 to"),
        ({"amount": Decimal("0.015")}, "cannot be counted"),
        ({"amount": Decimal("NaN")}, "no number"),
        ({"name": "  "}, "1 to 70 characters"),
        ({"name": "x" * 71}, "1 to 70 characters"),
        ({"name": "SECO\nNL91ABNA0417164300"}, "on one line"),
        ({"reference": "RF47 2026 0001 23"}, "creditor reference"),
        ({"reference": "2026000123"}, "creditor reference"),
        ({"reference": ""}, "creditor reference"),
    ],
)
def test_what_no_bank_takes_is_refused_with_the_reason(fault: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        payment_code(**GOOD | fault)


def test_an_amount_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        payment_code(**GOOD | {"amount": 150.0})


def test_pages_draw_it_without_styles_and_with_its_words() -> None:
    html = render_to_string("ui/qr.html", {"code": payment_code(**GOOD), "label": "Payment <code>"})
    assert "style" not in html
    assert "<title>Payment &lt;code&gt;</title>" in html
    assert html.count('stroke="#000"') == 1
