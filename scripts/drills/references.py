"""``scripts/drill references``: private links of references, abused in every way that we can think of.

A real PostgreSQL, Valkey and gunicorn with two processes, asked over HTTP. Each line of the table is one abuse, what
the portal answered, and whether rows, cookies and codes are as they must be.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from scripts import servers

ROOT: Final = Path(__file__).resolve().parents[2]
LOOKS: Final = 100
WINDOWS: Final = 8
CANARY: Final = "canary7391"
COOKIE: Final = "seco_reference"
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([0-9a-f]+)"')
SEEN: Final = re.compile(r'name="seen" value="([0-9a-f]+)"')


@dataclass(frozen=True, slots=True)
class Reply:
    """What the portal answered: its code, its page, the cookies it set."""

    status: int
    text: str
    cookies: Mapping[str, str]


@dataclass(slots=True)
class Browser:
    """Asks the portal at a port, with the cookies it is given; ``ip`` is where it says it comes from."""

    port: int
    ip: str = "192.0.2.1"
    cookie: str = ""

    def ask(self, method: str, path: str, typed: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """One request; a cookie that is set is kept."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"X-Forwarded-For": self.ip, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookie:
            sent["Cookie"] = f"{COOKIE}={self.cookie}"
        body = urlencode(typed or {}) if method == "POST" else None
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, body=body, headers=sent)
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        set_now = [value.partition(";")[0].partition("=") for value in answer.headers.get_all("Set-Cookie", [])]
        line.close()
        cookies = {name: value for name, _is, value in set_now}
        self.cookie = cookies.get(COOKIE, self.cookie)
        return Reply(answer.status, text, cookies)

    def token(self, path: str) -> str:
        """The token in the form of a page."""
        found = TOKEN.search(self.ask("GET", path).text)
        return found[1] if found else ""

    def opened(self, secret: str) -> "Browser":
        """Press the button of a link."""
        path = f"/reference/open/{secret}/"
        self.ask("POST", path, {"csrfmiddlewaretoken": self.token(path)})
        return self

    def filled(self, form: str) -> dict[str, str]:
        """Fill in a form: what is to be sent to its last page."""
        said = {f"{key}-says": "confirm" for key in ("relevance", "term", "level", "accomplishment")}
        for page, typed in (
            ("you/", {"name": "Iris", "role": "Director", "relation": "Colleagues."}),
            ("answers/", {**said, "level-words": CANARY}),
        ):
            self.ask("POST", f"{form}{page}", {"csrfmiddlewaretoken": self.token(f"{form}{page}"), **typed})
        shown = self.ask("GET", f"{form}check/").text
        token, seen = TOKEN.search(shown), SEEN.search(shown)
        return {"csrfmiddlewaretoken": token[1] if token else "", "seen": seen[1] if seen else ""}


@dataclass(frozen=True, slots=True)
class Link:
    """A form of a reference: the secret of its link, its address, its number."""

    secret: str
    form: str
    key: int


def main() -> int:
    """Print the table: 0 when every abuse ended as it must."""
    wrong = 0
    with _portal() as (port, log, database):
        for name, abuse in _abuses(port, log, database):
            said, right = abuse()
            wrong += not right
            print(f"{name:<58} {said:<34} {'as it must' if right else 'WRONG'}", flush=True)
    return int(wrong > 0)


@contextmanager
def _portal() -> Iterator[tuple[int, Path, str]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seco-drill-")))
        database, port = stack.enter_context(servers.postgres()), servers.free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
        env = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
            "SECO_MODE": "test",
            "SECO_SECRET_KEY": "only-for-drills-" * 4,
            "SECO_BASE_URL": f"http://127.0.0.1:{port}",
            "SECO_DATABASE_URL": database,
            "SECO_REDIS_URL": stack.enter_context(servers.valkey()),
            "SECO_FILES_DIR": str(folder / "files"),
            "SECO_PROXIES": "1",
            "SECO_LOG_LEVEL": "DEBUG",
            "SECO_VERBOSITY": "0",
        }
        subprocess.run([ROOT / "scripts" / "serve", "migrate"], env=env, check=True)
        os.environ.update({**env, "SECO_LOG_LEVEL": "CRITICAL"})
        import django  # noqa: PLC0415

        django.setup()
        log = folder / "web.log"
        web = servers.start([ROOT / "scripts" / "serve", "web", f"127.0.0.1:{port}"], log=log, env=env, cwd=ROOT)
        try:
            servers.wait_until(lambda: _is_up(port), seconds=60, what="the portal")
            yield port, log, database
        finally:
            servers.stop(web)


def _is_up(port: int) -> bool:
    try:
        return Browser(port).ask("GET", "/healthz").status == 200
    except OSError:
        return False


def _application() -> list[Link]:
    """A new application whose references were asked today."""
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from common.private_links import secret_of  # noqa: PLC0415
    from tests.factories.applications import under_way  # noqa: PLC0415

    application = under_way()
    until = timezone.localdate() + timedelta(days=20)
    application.references.update(asked_at=timezone.now(), ends_on=until)
    return [
        Link(secret_of(person.links.get().seed), f"/reference/{person.handle.lower()}/", person.pk)
        for person in application.references.order_by("pk")
    ]


def _rows() -> str:
    """Everything that an abuse could change."""
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    from applications import models as kept  # noqa: PLC0415
    from common.models import AuditLine  # noqa: PLC0415
    from comms.models import Message  # noqa: PLC0415

    tables: tuple[Any, ...] = (
        kept.Application, kept.Reference, kept.ReferenceLink, kept.ReferenceDraft, kept.ReferenceAnswer,
        kept.ReferenceStatement, kept.Question, AuditLine, Message, Session,
    )  # fmt: skip
    return "".join(str(list(table.objects.order_by("pk").values())) for table in tables)


def _untouched(act: Callable[[], tuple[str, bool]]) -> tuple[str, bool]:
    """What an act says, and whether it went as it must and left every row as it was."""
    before = _rows()
    said, right = act()
    return said, right and _rows() == before


def _send(port: int, cookie: str, path: str, typed: dict[str, str]) -> int:
    """One more process that presses “send”."""
    return Browser(port, cookie=cookie).ask("POST", path, typed).status


def _abuses(port: int, log: Path, database: str) -> Iterator[tuple[str, Callable[[], tuple[str, bool]]]]:
    first, second, third = _application()
    path = f"/reference/open/{first.secret}/"
    yield from _looking(port, path)
    yield from _forging(port, path, first, second)
    yield from _ending(port, first, second, third)
    yield from _sending(port)
    yield "40 guesses from one address", lambda: _untouched(lambda: _guessing(port, second))
    yield "the database dumped, the log read: no secret, no word", lambda: _searched(log, database)
    yield "the database told to change an answer", _changed_in_the_database


def _looking(port: int, path: str) -> Iterator[tuple[str, Callable[[], tuple[str, bool]]]]:
    ways = {"GET": {}, "HEAD": {}, "prefetched": {"Sec_Purpose": "prefetch", "Purpose": "prefetch"}}
    for name, headers in ways.items():

        def looked(method: str = "HEAD" if name == "HEAD" else "GET", headers: dict[str, str] = headers) -> Any:
            replies = [Browser(port).ask(method, path, **headers) for _look in range(LOOKS)]
            codes = Counter(reply.status for reply in replies)
            cookies = sum(len(reply.cookies) for reply in replies)
            return f"{dict(codes)}, {cookies} cookies", codes == {200: LOOKS} and not cookies

        yield f"a scanner looks {LOOKS} times ({name})", lambda looked=looked: _untouched(looked)


def _forging(port: int, path: str, first: Link, second: Link) -> Iterator[tuple[str, Callable[[], tuple[str, bool]]]]:
    def refused(status: int, reply: Reply) -> tuple[str, bool]:
        return f"{reply.status}, {len(reply.cookies)} cookies", reply.status == status and not reply.cookies

    def asked(name: str, status: int, ask: Callable[[], Reply]) -> tuple[str, Callable[[], tuple[str, bool]]]:
        return name, lambda: _untouched(lambda: refused(status, ask()))

    plain = Browser(port)
    altered = ("0" if first.secret[0] != "0" else "1") + first.secret[1:]
    yield asked("the button pressed without its token", 403, lambda: plain.ask("POST", path))
    token = {"csrfmiddlewaretoken": plain.token(path)}
    yield asked("… by a page of another site", 403, lambda: plain.ask("POST", path, token, Sec_Fetch_Site="cross-site"))
    yield asked("… by another origin", 403, lambda: plain.ask("POST", path, token, Origin="https://evil.example"))
    yield asked("a secret with one other character", 404, lambda: plain.ask("GET", f"/reference/open/{altered}/"))
    yield asked("an unknown secret", 404, lambda: plain.ask("POST", f"/reference/open/{'0' * 64}/", token))
    yield asked("the clean address without the link", 403, lambda: plain.ask("GET", first.form))
    foreign = Browser(port).opened(second.secret)
    yield asked("the cookie of another form", 403, lambda: Browser(port, cookie=foreign.cookie).ask("GET", first.form))
    typed = {"name": "X", **token}
    there = f"{first.form}you/"
    yield (
        "… which types into it",
        lambda: _untouched(lambda: refused(403, Browser(port, cookie=foreign.cookie).ask("POST", there, typed))),
    )
    forged = foreign.cookie[:-1] + ("A" if foreign.cookie[-1] != "A" else "B")
    yield asked("a forged cookie", 403, lambda: Browser(port, cookie=forged).ask("GET", second.form))
    old = Browser(port, cookie=_old(second))
    yield asked("a cookie that is three hours old", 403, lambda: old.ask("GET", second.form))
    own, page = {"csrfmiddlewaretoken": "0" * 64, "name": "X"}, f"{second.form}you/"
    yield asked("a page of the form sent with a false token", 403, lambda: foreign.ask("POST", page, own))


def _old(link: Link) -> str:
    from datetime import timedelta  # noqa: PLC0415

    import time_machine  # noqa: PLC0415
    from django.core import signing  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from applications.models import ReferenceLink  # noqa: PLC0415

    with time_machine.travel(timezone.now() - timedelta(hours=3)):
        return signing.dumps(ReferenceLink.objects.get(reference=link.key).pk, salt="applications.reference")


def _ending(port: int, first: Link, second: Link, third: Link) -> Iterator[tuple[str, Callable[[], tuple[str, bool]]]]:
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from applications.models import Application, Reference, ReferenceLink  # noqa: PLC0415

    def ended(link: Link, end: Callable[[], object]) -> Callable[[], tuple[str, bool]]:
        def tried() -> tuple[str, bool]:
            browser = Browser(port).opened(link.secret)
            typed = browser.filled(link.form)
            end()

            def shut() -> tuple[str, bool]:
                there = Browser(port).ask("GET", f"/reference/open/{link.secret}/").status
                sent = browser.ask("POST", f"{link.form}check/", typed).status
                return f"link {there}, answer sent {sent}", (there, sent) == (410, 410)

            return _untouched(shut)

        return tried

    at, before = timezone.now(), timezone.localdate() - timedelta(days=1)
    links = ReferenceLink.objects.filter(reference=first.key)
    application = Application.objects.filter(references=third.key)
    yield "a link that was revoked in mid-form", ended(first, lambda: links.update(revoked_at=at))
    late = Reference.objects.filter(pk=second.key)
    yield "a link whose day has passed", ended(second, lambda: late.update(ends_on=before))
    closed = {"state": "withdrawn", "withdrawn_at": at, "due_on": None}
    yield "an application that is over", ended(third, lambda: application.update(**closed))


def _sending(port: int) -> Iterator[tuple[str, Callable[[], tuple[str, bool]]]]:
    from applications.models import ReferenceAnswer  # noqa: PLC0415

    one, other, _third = _application()

    def replayed() -> tuple[str, bool]:
        browser = Browser(port).opened(one.secret)
        typed = browser.filled(one.form)
        codes = [browser.ask("POST", f"{one.form}check/", typed).status for _press in range(3)]
        count = ReferenceAnswer.objects.filter(reference=one.key).count()
        return f"{codes}, {count} answer", codes == [302, 409, 409] and count == 1

    def at_once() -> tuple[str, bool]:
        browser = Browser(port).opened(other.secret)
        typed, path = browser.filled(other.form), f"{other.form}check/"
        with ProcessPoolExecutor(WINDOWS, mp_context=get_context("spawn")) as windows:
            sent = [windows.submit(_send, port, browser.cookie, path, typed) for _window in range(WINDOWS)]
            codes = Counter(one.result() for one in sent)
        count = ReferenceAnswer.objects.filter(reference=other.key).count()
        return f"{dict(codes)}, {count} answer", codes == {302: 1, 409: WINDOWS - 1} and count == 1

    def their_address() -> tuple[str, bool]:
        from applications.models import Reference  # noqa: PLC0415

        third = _third
        browser, taken = Browser(port).opened(third.secret), Reference.objects.get(pk=one.key)
        page = f"{third.form}data/correct/"
        typed = {"name": "X", "role": "Y", "organisation": "Z", "phone": "", "email": taken.email}
        before = _rows()
        reply = browser.ask("POST", page, {"csrfmiddlewaretoken": browser.token(page), **typed})
        told = "cannot use this address" in reply.text and taken.name not in reply.text
        return f"{reply.status}, {'refused' if told else 'taken'}", told and _rows() == before

    yield "the final answer sent three times", replayed
    yield f"… by {WINDOWS} processes at once", at_once
    yield "the address of another reference taken", their_address


def _guessing(port: int, link: Link) -> tuple[str, bool]:
    guesser = Browser(port, ip="198.51.100.9")
    codes = Counter(guesser.ask("GET", f"/reference/open/{number:064x}/").status for number in range(40))
    true = guesser.ask("GET", f"/reference/open/{link.secret}/").status
    elsewhere = Browser(port, ip="203.0.113.5").ask("GET", f"/reference/open/{link.secret}/").status
    return f"{dict(codes)}, then {true}", (dict(codes), true, elsewhere) == ({404: 30, 429: 10}, 429, 410)


def _searched(log: Path, database: str) -> tuple[str, bool]:
    from applications.models import ReferenceLink  # noqa: PLC0415
    from common.private_links import secret_of  # noqa: PLC0415

    binaries, parts = servers.postgres_binaries(), urlsplit(database)
    dump = binaries / "pg_dump" if binaries else Path("pg_dump")
    dumped = subprocess.run([dump, database], capture_output=True, text=True, check=True, env=dict(os.environ)).stdout
    lines = log.read_text()
    secrets = [secret_of(seed) for seed in ReferenceLink.objects.values_list("seed", flat=True)]
    found = sum(secret in text for secret in secrets for text in (dumped, lines))
    told = sum(word in lines for word in (CANARY, "Iris", "/reference/", str(parts.password)))
    sound = "applications.reference" in dumped and CANARY in dumped and "applications:reference-open" in lines
    return f"{len(secrets)} secrets, {found} found, {told} words", not found and not told and sound


def _changed_in_the_database() -> tuple[str, bool]:
    from django.db import IntegrityError, connection, transaction  # noqa: PLC0415

    refused = 0
    for statement in (
        "UPDATE applications_referenceanswer SET remarks = 'changed'",
        "UPDATE applications_referencestatement SET words = 'changed'",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except IntegrityError:
            refused += 1
    return f"refused {refused} of 2", refused == 2


if __name__ == "__main__":
    sys.exit(main())
