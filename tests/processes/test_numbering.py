"""Eight processes draw numbers from one series, some fail, one is killed in the middle: no gap, no double."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from django.db import connection

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

ROOT: Final = Path(__file__).resolve().parents[2]
CLERKS, TURNS = 8, 20

CLERK: Final = """
import sys, time
import django
django.setup()
from django.db import transaction
from common.numbering import draw

def say(*words):
    print(*words, flush=True)

say("ready")
dies = sys.stdin.readline().strip() == "die"
for turn in range(20):
    try:
        with transaction.atomic():
            number = draw("invoice", year=2026)
            if dies and turn == 7:
                say("halfway")
                time.sleep(60)
            if turn % 5 == 3:
                raise LookupError
        say(number)
    except LookupError:
        continue
"""
"""One clerk: draws, fails in every fifth act, and tells a number only after its act is committed."""


@pytest.fixture(params=["postgresql", "sqlite"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of a portal on a migrated database of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("portal")
        return
    kept = connection.settings_dict
    where = f"{kept['USER']}:{quote(kept['PASSWORD'], safe='')}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"
    yield {**os.environ, "SECO_DATABASE_URL": f"postgres://{where}", "DJANGO_SETTINGS_MODULE": "seco_portal.settings"}


def test_no_number_is_lost_or_given_twice(environment: Mapping[str, str]) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    clerks = [
        subprocess.Popen([sys.executable, "-c", CLERK], env=environment, cwd=ROOT, **pipes) for _clerk in range(CLERKS)
    ]
    try:
        assert [clerk.stdout.readline() for clerk in clerks] == ["ready\n"] * CLERKS
        for clerk in clerks:
            clerk.stdin.write("die\n" if clerk is clerks[0] else "live\n")
            clerk.stdin.flush()
        before = []
        while (line := clerks[0].stdout.readline()) != "halfway\n":
            before.append(line)
        clerks[0].send_signal(signal.SIGKILL)  # it holds the series' row: everybody else waits for it now
        told = ["".join(before), *(clerk.communicate(timeout=30)[0] for clerk in clerks)]
    finally:
        for clerk in clerks:
            clerk.kill()
            clerk.wait()
    assert [clerk.returncode for clerk in clerks] == [-signal.SIGKILL, *[0] * (CLERKS - 1)]
    drawn = sorted(int(number) for numbers in told for number in numbers.split())
    kept_by_one = TURNS - TURNS // 5
    assert len(before) == 6, "turn 3 failed, turn 7 was cut off"
    assert drawn == list(range(1, (CLERKS - 1) * kept_by_one + len(before) + 1))
