"""What every page must stand: axe finds nothing, and nothing is wider than the screen."""

from typing import Final, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page

WCAG: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}

LOOKS: Final = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
"""What changes with colours and widths; all else a page is asked once."""

SEEN_BY_PASSWORD: Final = {
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
SEEN_WITH_AN_APP: Final = {
    "accounts:second-factor",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
}
SEEN_WITH_A_PASSKEY: Final = {
    "mfa_edit_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
}
SEEN_WITH_A_MEMBERSHIP: Final = {"members:cancel", "members:invoice", "members:private-invoice"}
SEEN_WITH_A_CERTIFICATE: Final = {"members:verify-number"}
SEEN_WITH_A_TABLE: Final = {"admin:members_examclaim_table_plan"}
SEEN_WITH_ANSWERS: Final = {"applications:check-period", "applications:check-answers", "applications:check-result"}
SEEN_WITH_A_LINK: Final = {
    f"applications:reference-{page}"
    for page in (
        "open", "form", "decline", "you", "answers", "check", "data", "correct", "take-back", "forget",
    )
}  # fmt: skip
SEEN_BY_A_REPORTER: Final = {
    f"conduct:report-{page}"
    for page in (
        "tasks", "whom", "what", "you", "files", "file-remove", "check", "sent", "throw-away", "open", "held", "add",
        "address", "withdraw",
    )
}  # fmt: skip
SEEN_BY_A_CASE_OFFICER: Final = {
    *(f"conduct:intake-{page}" for page in ("take", "report", "hand-on", "dismiss", "find", "open", "join")),
    "conduct:case",
    *(f"conduct:case-{page}" for page in (
        "glass", "take-over", "invite", "take-back", "chair", "answer", "names", "ask", "more-time", "hearing",
        "hearing-record", "write", "hand-on",
    )),
}  # fmt: skip
SEEN_BY_A_COMMITTEE: Final = {
    "conduct:seat", "conduct:seat-leave",
    *(f"conduct:case-{page}" for page in ("note", "deliberate", "propose", "vote", "send-back", "confirm")),
}  # fmt: skip
SEEN_BY_WHOM_A_CASE_IS_ABOUT: Final = {
    f"conduct:own-{page}"
    for page in ("case", "challenge", "explain", "files", "file-remove", "hearing", "judgement", "write")
}
SEEN_IN_A_FRAME: Final = {"file-pages"}
SEEN_WITH_A_CLAIM: Final = {
    "cpe:report", "cpe:draft-throw-away", "cpe:claim", "cpe:claim-withdraw", "cpe:claim-proof-remove",
}  # fmt: skip
SEEN_IN_REVIEW: Final = {"admin:cpe_claim_decide", "admin:cpe_claim_accept", "admin:cpe_claim_ask", "cpe:claim-answer"}
SEEN_IN_A_JOURNEY: Final = (
    SEEN_BY_PASSWORD
    | SEEN_WITH_AN_APP
    | SEEN_WITH_A_PASSKEY
    | SEEN_WITH_A_MEMBERSHIP
    | SEEN_WITH_A_CERTIFICATE
    | SEEN_WITH_A_TABLE
    | SEEN_WITH_ANSWERS
    | SEEN_WITH_A_LINK
    | SEEN_BY_A_REPORTER
    | SEEN_BY_A_CASE_OFFICER
    | SEEN_BY_A_COMMITTEE
    | SEEN_BY_WHOM_A_CASE_IS_ABOUT
    | SEEN_IN_A_FRAME
    | SEEN_WITH_A_CLAIM
    | SEEN_IN_REVIEW
)
"""Pages that open, or have something to say, only in the middle of something: a journey gets there and looks."""


def path_of(page: Page) -> str:
    """The path in the browser's address bar."""
    return urlsplit(page.url).path


def findings(page: Page, asked: dict[str, object] = WCAG) -> list[str]:
    """What is wrong with the page as it is shown now."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # What passed is not brought out of the browser: that takes as long as the asking.
    found = page.evaluate("asked => axe.run(asked).then(answer => answer.violations)", asked)
    faults = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over:
        faults.append(f"{over} px wider than the screen")
    if not page.title().removesuffix(" · SECO-Institute").strip():
        faults.append("no title")
    return faults


def findings_light_and_dark(page: Page, *, as_shown: bool = False) -> list[str]:
    """All of it on a wide light screen, and what changes with colours and widths on a narrow dark one.

    ``as_shown``: the screen it is shown on comes first, as each change draws the page anew; it stays on the other.
    """
    faults = []
    screens: list[tuple[Literal["light", "dark"], int, dict[str, object]]]
    screens = [("light", 1280, WCAG), ("dark", 320, LOOKS)]
    if as_shown and (page.viewport_size or {}).get("width") == 320:
        screens.reverse()
    for scheme, width, asked in screens:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{scheme} {width}: {finding}" for finding in findings(page, asked)]
    return faults


class Look:
    """Looks at pages on the way of a journey, and remembers them by name."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, page: Page) -> None:
        assert findings(page) == [], page.url
        self.seen.add(resolve(path_of(page)).view_name)
