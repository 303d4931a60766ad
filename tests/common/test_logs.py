"""What the log says, and above all what it does not: canaries are planted wherever people write."""

import ast
import json
import logging
import smtplib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery import shared_task
from django.conf import settings
from django.test import Client

from accounts.models import User
from common.logs import OURS, JsonFormatter
from tests.factories.comms import WRITTEN, MessageFactory

CANARY = "canary7391"
WRONG = pytest.mark.urls("tests.common.wrong_pages")


class Log:
    def __init__(self) -> None:
        self.stream = StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log()
    handler = logging.StreamHandler(log.stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield log
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"User-Agent": CANARY, "Referer": f"http://x/{CANARY}"})


@WRONG
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "status"), [("bad", 400), ("suspicious", 400), ("forbidden", 403), ("missing", 404), ("fault", 500)]
)
def test_nothing_of_a_request_that_went_wrong_is_written(log: Log, client: Client, how: str, status: int) -> None:
    answer = client.post(f"/wrong/{how}/{CANARY}/?q={CANARY}", {"text": f"{CANARY}@people.example"})
    assert answer.status_code == status
    assert CANARY not in log.text
    told = [line for line in log.lines if line["event"] == "request"]
    assert [(line["route"], line["status"], line["method"]) for line in told] == [("wrong", status, "POST")]


@WRONG
@pytest.mark.django_db
def test_fault_is_told_by_its_types_and_frames(log: Log, client: Client) -> None:
    answer = client.get(f"/wrong/fault/{CANARY}/")
    (fault,) = [line for line in log.lines if "exceptions" in line]
    assert [error["type"] for error in fault["exceptions"]] == ["builtins.ValueError", "builtins.LookupError"]
    assert fault["exceptions"][0]["frames"][-1].startswith("tests/common/wrong_pages.py:")
    assert fault["request"] == answer.headers["X-Request-Id"]
    assert fault["status"] == 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [f"/{CANARY}/", f"/%0a{CANARY}", f"/account/confirm-email/{CANARY}/", f"/titles/?{CANARY}"]
)
def test_addresses_are_told_by_their_route(log: Log, client: Client, address: str) -> None:
    client.get(address)
    assert CANARY not in log.text
    assert "request" in {line["event"] for line in log.lines}


@pytest.mark.django_db
def test_wrong_host_is_not_quoted(log: Log, client: Client) -> None:
    assert client.get("/", headers={"Host": f"{CANARY}.example"}).status_code == 400
    assert CANARY not in log.text
    assert "django.security.DisallowedHost" in {line["logger"] for line in log.lines}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/account/signup/"])
def test_what_is_typed_at_sign_in_is_not_written(log: Log, client: Client, address: str) -> None:
    typed = f"{CANARY}@people.example"
    client.post(
        address, {"login": typed, "email": typed, "password": CANARY, "password1": CANARY, "given_name": CANARY}
    )
    assert CANARY not in log.text


@pytest.mark.django_db
def test_failed_csrf_check_is_told_without_the_address(log: Log) -> None:
    Client(enforce_csrf_checks=True).post(f"/account/login/?next={CANARY}", {"csrfmiddlewaretoken": CANARY})
    assert CANARY not in log.text
    assert 403 in {line.get("status") for line in log.lines}


@pytest.mark.django_db
def test_person_is_told_by_number(log: Log, client: Client) -> None:
    user = User.objects.create_user(f"{CANARY}@people.example", given_name=CANARY)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/titles/")
    assert [line["user"] for line in log.lines if line["event"] == "request"] == [user.pk]
    assert CANARY not in log.text


@pytest.mark.django_db
def test_mail_is_told_by_number_and_kind(log: Log, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from comms.delivery import deliver_waiting
    from tests.comms.relays import Answering

    settings.EMAIL_BACKEND = "tests.comms.relays.Answering"
    refused = smtplib.SMTPRecipientsRefused({f"{CANARY}@people.example": (550, CANARY.encode())})
    monkeypatch.setattr(Answering, "error", refused, raising=False)
    facts = {"deleted_email": CANARY}
    message = MessageFactory(recipient=f"{CANARY}@people.example", kind="account.email_deleted", facts=facts)
    deliver_waiting(at=WRITTEN)
    (line,) = [line for line in log.lines if line["logger"] == "comms.delivery"]
    assert (line["mail"], line["kind"]) == (message.pk, message.kind)
    assert CANARY not in log.text


@shared_task(name="tests.stumble")
def stumble(word: str) -> None:
    raise ValueError(word)


def test_failing_task_is_told_by_name_only(log: Log) -> None:
    assert stumble.apply(args=[CANARY], kwargs={}).state == "FAILURE"
    (line,) = [line for line in log.lines if line["logger"] == "celery.app.trace"]
    assert line["task"] == "tests.stumble"
    assert line["exceptions"][0]["type"] == "builtins.ValueError"
    assert CANARY not in log.text


def test_message_filled_in_elsewhere_is_told_by_its_place(log: Log) -> None:
    logging.getLogger("someone.else").warning(f"peer {CANARY} said no")
    logging.getLogger("someone.else").warning("peer %s said no", CANARY)
    places, template = [line["event"] for line in log.lines]
    assert places.startswith("test_logs:test_message_filled_in_elsewhere")
    assert template == "peer %s said no"
    assert CANARY not in log.text


@pytest.mark.parametrize(
    "value", [f"{CANARY} and more", f"{CANARY}@people.example", f"{CANARY}\n", [CANARY], {"a": CANARY}, None]
)
def test_facts_are_numbers_or_codes(log: Log, value: object) -> None:
    logging.getLogger("comms.test").info("said", extra={"kind": value, "count": 3, "text": CANARY})
    assert CANARY not in log.text
    assert log.lines[0]["count"] == 3


def test_every_event_of_ours_is_a_constant() -> None:
    """The formatter writes our templates as they are, so no call may build one."""
    built = []
    calls = 0
    for app in OURS:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_logger(node.func.value):
                    calls += 1
                    event = node.args[int(node.func.attr == "log")]
                    if not (isinstance(event, ast.Constant) and isinstance(event.value, str)):
                        built.append(f"{path.name}:{node.lineno}")
    assert calls > 3
    assert not built


def _is_logger(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"logger", "log", "LOG", "LOGGER"}
