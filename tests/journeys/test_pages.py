"""Every page a person reads: nothing for axe to find, nothing wider than the screen."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page

from tests.doors import DOORS
from tests.journeys.looking import SEEN_IN_A_JOURNEY, findings_light_and_dark, path_of
from tests.journeys.pages import PAGES
from tests.journeys.rows import rows_for
from tests.people import ANONYMOUS, WITHOUT_SECOND_FACTOR, visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

"""Who looks at which pages; an argument stands for a row. Every page shows itself and leads nowhere else."""

FORMS: Final = {
    "/account/login/": ANONYMOUS,
    "/account/signup/": ANONYMOUS,
    "/account/password/reset/": ANONYMOUS,
    "/suitability/s-ciso/field/": ANONYMOUS,
    "/suitability/s-ciso/periods/new/": ANONYMOUS,
    "/profile/": "member",
    "/membership/who-pays/": "member",
    "/office/members/title/add/": "back-office",
}

ERRORS: Final = {
    "/no-such-page/": 404,
    "/office/no-such-page/": 404,
    "/office/login/": 403,
    "/documents/cpe-policy/differences/?from=2026-1&to=none": 404,
}


PORTION: Final = 20
"""Pages of one visitor that one test looks at, so that several workers share a long list."""
PORTIONS: Final = [
    pytest.param(kind, pages[start : start + PORTION], id=f"{kind}-{start // PORTION + 1}")
    for kind, pages in PAGES.items()
    for start in range(0, len(pages), PORTION)
]


@pytest.mark.parametrize(("kind", "pages"), PORTIONS)
def test_pages_are_accessible_light_and_dark_and_fit_320_px(
    kind: str, pages: Sequence[str], visit: Callable[..., Page]
) -> None:
    user = visitor(kind)
    rows = rows_for(user)
    page = visit("/healthz", user, second_factor=kind not in {"applicant", "member", WITHOUT_SECOND_FACTOR})
    page.add_init_script(AXE_SCRIPT)
    faults = []
    for path in (path.format(**rows) for path in pages):
        answer = page.goto(path)
        if path_of(page) != path.partition("?")[0] or answer is None or answer.status != ERRORS.get(path, 200):
            faults.append(f"{path}: shows {page.url} with {answer and answer.status}")
        faults += [f"{path} {finding}" for finding in findings_light_and_dark(page, as_shown=True)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", FORMS)
def test_form_with_errors_is_accessible_and_says_so_in_its_title(path: str, visit: Callable[..., Page]) -> None:
    page = visit(path, visitor(FORMS[path]))
    for box in page.locator("main input:visible").all():
        if box.get_attribute("type") in {"text", "email", "password"}:
            box.fill("")
    with page.expect_navigation():
        page.locator("main form .button, main form [type=submit]").first.click()
    assert page.title().startswith("Error: ")
    assert page.locator(".error-summary, .errornote").first.is_visible()
    assert findings_light_and_dark(page) == []


NOT_LOOKED_AT: Final = {
    "applications:reference-open-cut": "shows what the address in the mail shows",
    "conduct:report-open-cut": "shows what the address in the mail shows",
    "conduct:own-decline": "one button, gone through without JavaScript in test_conduct_judging.py",
    "security-txt": "plain text",
    "healthz": "JSON",
    "applications:figures-csv": "CSV",
    "readyz": "JSON",
    "admin:jsi18n": "script",
    "admin:autocomplete": "JSON",
    "admin:view_on_site": "leads elsewhere",
    "admin:logout": "leads to the portal's own",
    "admin:password_change": "leads to the portal's own",
    "admin:password_change_done": "leads to the portal's own",
    "admin:common_dutyfault_add": "nobody's",
    "admin:common_dutystate_add": "nobody's",
    "admin:members_credential_add": "nobody's",
    "admin:members_cycle_add": "nobody's",
    "admin:members_cycle_change": "a row as the credential's page shows it",
    "admin:members_cycle_csv": "CSV, read in tests/cpe/test_letters.py",
    "admin:members_certificate_add": "nobody's",
    "admin:members_bankstatement_add": "nobody's",
    "admin:members_bankline_add": "nobody's",
    "admin:members_bookclosing_add": "nobody's",
    "admin:members_bookclosing_days_csv": "CSV",
    "admin:members_bookclosing_ledger_csv": "CSV",
    "admin:members_bookclosing_arrears_csv": "CSV",
    "admin:members_registerimport_add": "nobody's",
    "admin:members_registerimport_template": "CSV",
    "admin:members_registerimport_tried_csv": "CSV",
    "admin:members_membership_add": "nobody's",
    "admin:members_invoice_add": "nobody's",
    "admin:members_invoice_pdf": "a PDF; read in tests/members/test_money_office.py",
    "admin:members_contributionamount_csv": "CSV",
    "admin:applications_application_add": "nobody's",
    "admin:applications_identitycopy_add": "nobody's",
    "admin:applications_application_letter": "a PDF; read in tests/applications/test_answer_pages.py",
    "applications:letter": "a PDF; read in tests/applications/test_letters.py",
    "admin:members_document_add": "nobody's",
    "admin:members_erasure_add": "nobody's",
    "admin:members_examclaim_add": "nobody's",
    "applications:suitability": "leads to the first question without an answer",
    "applications:check-sum": "a piece of a page",
    "applications:reference-count": "a piece of a page",
    "applications:reference-again": "leads to the application",
    "applications:first-day": "a calendar file; read in tests/applications/test_suitability_pages.py",
    "file": "a file",
    "admin:comms_message_add": "nobody's",
    "admin:cpe_policyversion_add": "nobody's",
    "admin:cpe_claim_add": "nobody's",
    "admin:cpe_helprequest_add": "nobody's",
    "admin:cpe_jointdecision_add": "nobody's",
    "admin:cpe_hold_add": "nobody's",
    "admin:cpe_cyclesweep_add": "nobody's",
    "cpe:report-preview": "a piece of a page",
    "cpe:claim-proof": "leads to the claim",
    **dict.fromkeys(("cpe:event-sign-up", "cpe:event-withdraw"), "leads to the event"),
    "cpe:event-calendar": "a file for a calendar, read in tests/cpe/test_event_pages.py",
    "admin:cpe_event_sign_ups_csv": "CSV",
    "admin:cpe_attendancelist_add": "nobody's",
    "admin:cpe_attendance_add": "nobody's",
    "admin:cpe_attendee_add": "nobody's",
    "admin:cpe_attendancelist_template": "CSV",
    "admin:cpe_attendancelist_tried_csv": "CSV",
    "admin:comms_bounce_add": "nobody's",
    "admin:comms_message_style": "a style",
    "admin:cpe_policypreview_add": "nobody's",
    "admin:cpe_claimimport_add": "nobody's",
    "admin:cpe_claimimport_template": "CSV",
    "admin:cpe_claimimport_tried_csv": "CSV",
    "admin:cpe_policypreview_csv": "CSV",
    "admin:common_auditline_add": "nobody's",
    "applications:identity-calendar": "a file for a calendar",
    "members:calendar-feed": "a calendar file; read in tests/members/test_feeds.py",
    "members:list-me": "leads to the certificates",
    "members:unlist-me": "leads to the certificates",
    "members:certificate-pdf": "a PDF, looked at in tests/members/test_certificate_document.py",
    "cpe:transcript-pdf": "a PDF, looked at in tests/cpe/test_transcript.py",
    "cpe:transcript-csv": "a table, read in tests/cpe/test_transcript.py",
    "members:invoice-pdf": "a PDF, looked at in test_documents.py",
    **dict.fromkeys(("members:badge-issuer", "members:badge-key", "members:badge-keys"), "JSON"),
    **dict.fromkeys(("members:badge", "members:badge-achievement"), "JSON"),
    **dict.fromkeys(
        ("members:badge-status", "members:badge-token", "members:certificate-badge-token"), "a signed text"
    ),
    "members:certificate-badge-json": "JSON",
    "members:badge-picture": "a picture",
    "members:certificate-badge": "a picture; read in tests/members/test_badge_pages.py",
    "members:document-pdf": "a PDF, looked at in tests/members/test_document_pages.py",
    "members:private-invoice-pdf": "a PDF, looked at in test_documents.py",
    "members:verify-json": "JSON",
    "members:verify-receipt-pdf": "a PDF; read in tests/members/test_receipts.py",
    "members:verify-receipt-json": "JSON",
    "members:take-back": "leads to the membership",
    "accounts:data-copy": "a ZIP; the page in it is looked at in test_data_copy.py",
    "account_confirm_login_code": "not used; leads to sign-in",
    "account_set_password": "leads to changing it",
    "mfa_download_recovery_codes": "plain text",
    "mfa_login_webauthn": "JSON",
}
SHARED_TEMPLATES: Final = {
    name
    for name in DOORS
    if name.startswith(("admin:members_track", "admin:members_level")) or name.endswith(("_history", "_delete"))
}
"""The back office's list, form, history and deletion pages look alike; one of each is looked at."""


def test_every_page_is_looked_at_or_says_why_not() -> None:
    paths = {
        path.format_map(defaultdict(lambda: 1))
        for paths in PAGES.values()
        for path in paths
        if path != "/no-such-page/"
    }
    seen = {resolve(path.partition("?")[0]).view_name for path in paths} | SEEN_IN_A_JOURNEY
    unseen = {name for name in DOORS if not name.startswith("/")} - seen
    assert unseen - NOT_LOOKED_AT.keys() - SHARED_TEMPLATES == set()
    assert not seen & NOT_LOOKED_AT.keys(), "looked at after all"
