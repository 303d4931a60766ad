"""The child process that looks through a file: whatever it does, its parent goes on and says a sentence."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Final

import pytest

from common.files import apart
from common.files.refusals import FileRefused
from tests.factories.files import picture

READY: Final = "import sys, os, json, time; out = sys.stdout.buffer; out.write(b'ready\\n'); out.flush()\n"
WITHIN: Final = "from common.files import child\nchild._cleaner = lambda kind: lambda content: {}\nchild.main('png')\n"
ANSWER: Final = "made = {}; out.write(json.dumps({{'size': len(made)}}).encode() + b'\\n' + made)\n"

WAYS: Final = {
    "hangs": (READY + "time.sleep(600)", "too-heavy"),
    "hangs before it begins": ("import time; time.sleep(600)", "not-looked-through"),
    "is killed": (READY + "os.kill(os.getpid(), 9)", "too-heavy"),
    "breaks": (READY + "os.kill(os.getpid(), 11)", "too-heavy"),
    "fails": (READY + "raise SystemExit(3)", "too-heavy"),
    "does not start": ("raise SystemExit(1)", "not-looked-through"),
    "reads nothing": (READY, "too-heavy"),
    "closes its ear and hangs": (READY + "os.close(0); os.close(1); time.sleep(600)", "too-heavy"),
    "says what is no answer": (READY + "out.write(b'\\xff\\n')", "too-heavy"),
    "gives a reason nobody knows": (READY + 'out.write(b\'{"refused": "mine", "numbers": {}}\\n\')', "too-heavy"),
    "says less than it promised": (READY + "out.write(b'{\"size\": 9}\\nx')", "too-heavy"),
    "says more than it may": (READY + "\nwhile True: out.write(b'0' * 65536)", "too-heavy"),
    "takes too much memory": (WITHIN.format("bytes(2**30)"), "too-heavy"),
    "takes too much memory bit by bit": (WITHIN.format("[bytes(9999) for _ in range(10**6)]"), "too-heavy"),
    "writes a file": (WITHIN.format("open('/tmp/x-child', 'wb', buffering=0).write(b'x')"), "too-heavy"),
    "opens many files": (WITHIN.format("[open('/dev/null') for _ in range(99)]"), "too-heavy"),
    "takes too long": (
        "from common.files import child\nchild.LIMITS[child.resource.RLIMIT_CPU] = 1\n"
        + WITHIN.format("[n for n in iter(int, 1)]"),
        "too-heavy",
    ),
}


def _run(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-s", "-c", script))


@pytest.mark.parametrize("way", WAYS)
def test_child_that_goes_wrong_is_a_refusal_and_no_more(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    script, code = WAYS[way]
    _run(monkeypatch, script)
    monkeypatch.setattr(apart, "LONGEST", 2.0)
    monkeypatch.setattr(apart, "MOST_ANSWERED", 1 << 20)
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        apart.clean(b"x" * 1_000_000, "png")
    assert refused.value.code == code
    assert time.monotonic() - began < 10
    assert apart.clean.__module__, "and the next one is looked through"


def test_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "COMMAND", ("/nowhere/python",))
    with pytest.raises(FileRefused) as refused:
        apart.clean(picture(), "png")
    assert refused.value.code == "not-looked-through"


def test_late_child_goes_with_all_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    child = f"import subprocess; p = subprocess.Popen(['sleep', '600']); open({str(noted)!r}, 'w').write(str(p.pid))\n"
    _run(monkeypatch, READY + child + "time.sleep(600)")
    monkeypatch.setattr(apart, "LONGEST", 2.0)
    with pytest.raises(FileRefused):
        apart.clean(picture(), "png")
    for _try in range(100):
        state = Path(f"/proc/{noted.read_text()}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.05)
    os.kill(int(noted.read_text()), signal.SIGKILL)
    pytest.fail("What the child started lives on.")


def test_child_sees_no_environment_and_no_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECO_CANARY", "secret")
    told = ANSWER.format("repr([dict(os.environ), sorted(map(int, os.listdir('/proc/self/fd')))[:-1]]).encode()")
    _run(monkeypatch, READY + told)
    with open(os.devnull) as _held:  # noqa: PTH123  a file of ours that stays ours
        seen = apart.clean(picture(), "png").decode()
    assert "SECO" not in seen
    assert seen.endswith("[0, 1, 2]]")


def test_large_file_goes_both_ways_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    content = os.urandom(9_000_000)
    _run(monkeypatch, READY + ANSWER.format("sys.stdin.buffer.read()"))
    assert apart.clean(content, "png") == content


def test_one_process_looks_through_so_many_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    _run(monkeypatch, READY + "time.sleep(1)\n" + ANSWER.format("sys.stdin.buffer.read()"))
    monkeypatch.setattr(apart, "PATIENCE", 0.2)
    told: list[str] = []

    def send() -> None:
        try:
            told.append(apart.clean(b"kept", "png").decode())
        except FileRefused as refused:
            told.append(refused.code)

    threads = [threading.Thread(target=send) for _one in range(apart.AT_ONCE + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["busy", *["kept"] * apart.AT_ONCE]


def test_one_person_has_one_drawing_at_a_time_and_those_who_send_have_turns_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, may_end, told = threading.Semaphore(0), threading.Event(), []

    def answered(content: bytes, kind: str) -> bytes:
        if kind != apart.PAGES:
            return content
        begun.release()
        assert may_end.wait(20)
        return b'{"pages": ["data:image/png;base64,AAAA"], "of": 1}'

    def read(person: int) -> None:
        told.append(apart.draw(b"x", person=person).of)

    monkeypatch.setattr(apart, "_answered", answered)
    monkeypatch.setattr(apart, "PATIENCE_TO_READ", 0.1)
    monkeypatch.setattr(apart, "PATIENCE", 0.1)
    threads = [threading.Thread(target=read, args=[person]) for person in range(apart.DRAWN_AT_ONCE)]
    for thread in threads:
        thread.start()
        assert begun.acquire(timeout=20)
    for person, code in ((0, "one-by-one"), (apart.DRAWN_AT_ONCE, "busy")):
        with pytest.raises(FileRefused) as refused:
            apart.draw(b"x", person=person)
        assert refused.value.code == code
    assert apart.clean(b"x", "png"), "what is sent is looked through meanwhile"
    may_end.set()
    for thread in threads:
        thread.join()
    assert told == [1] * apart.DRAWN_AT_ONCE
    assert apart.draw(b"x", person=0).of == 1, "a turn that was left is free again"
