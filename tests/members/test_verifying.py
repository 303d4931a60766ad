"""smoke"""

import datetime as dt
from pathlib import Path
import pytest
from django.test import Client
from members.models import Certificate
from tests.factories.members import CredentialFactory

pytestmark = pytest.mark.django_db


def test_smoke():
    c = CredentialFactory()
    a = Certificate.objects.create(
        credential=c,
        name="Noor de Vries",
        why="award",
        issued_on=dt.date(2026, 1, 5),
        issued_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
    )
    r = Client().get(f"/verify/{a.number}/")
    assert r.status_code == 200
    Path("/tmp/v.html").write_bytes(r.content)
    r = Client().get(f"/verify/{a.number}/receipt/pdf/?on=2026-02-01")
    assert r.status_code == 200, r.content.decode()
    Path("/tmp/v.pdf").write_bytes(r.content)
    r = Client().get(f"/verify/{a.number}/receipt/json/?on=2026-02-01")
    Path("/tmp/v.json").write_bytes(r.content)
    for p in (
        "/verify/",
        "/verify/?number=abc",
        f"/verify/{a.number[:-1]}/",
        "/verify/?number=U",
        f"/verify/{a.number}/json/",
    ):
        r = Client().get(p)
        print(p, r.status_code, r.headers.items(), r.cookies)
        if "json" in p:
            print(r.content.decode())
    assert 0
