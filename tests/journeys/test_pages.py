"""Every page a person reads: nothing for axe to find, nothing wider than the screen."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

import pytest
from django.urls import resolve
from playwright.sync_api import Page

from tests.doors import DOORS
from tests.journeys.looking import SEEN_IN_A_JOURNEY, findings_light_and_dark, path_of
from tests.journeys.rows import rows_for
from tests.people import ANONYMOUS, WITHOUT_SECOND_FACTOR, visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES: Final = {
    ANONYMOUS: (
        "/",
        "/titles/",
        "/officer-titles/",
        "/officer-titles/s-ciso/",
        "/officer-titles/s-ciso/prepare/",
        "/suitability/s-ciso/field/",
        "/suitability/s-ciso/periods/new/",
        "/suitability/s-ciso/level/",
        "/suitability/s-ciso/references/",
        "/suitability/s-ciso/documents/",
        "/documents/",
        "/documents/code-of-conduct/",
        "/documents/code-of-conduct/2026-1/",
        "/documents/code-of-conduct/differences/",
        "/documents/application-guide/",
        "/documents/cpe-policy/differences/",
        "/documents/cpe-policy/differences/?from=2026-1&to=none",
        "/cpe/policy/",
        "/cpe/policy/?on=tomorrow",
        "/privacy/",
        "/accessibility/",
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/confirm-email/",
        "/account/confirm-email/unknown/",
        "/account/password/reset/done/",
        "/account/password/reset/key/1-set-a/",
        "/account/inactive/",
        "/no-such-page/",
    ),
    "applicant": (
        "/",
        "/officer-titles/s-ciso/begin/",
        "/applications/{signable}/check/",
        "/applications/{own_draft}/check/",
        "/applications/{signable}/sign/?seen={seen}",
        "/applications/{signable}/sign/by-hand/?seen={seen}",
        "/applications/{submitted}/received/",
        "/applications/{asked_of}/questions/{own_question}/",
        "/applications/{asked_of}/questions/{own_answer}/",
        "/applications/{submitted}/withdraw/",
        "/applications/{taken_back}/",
        "/titles/claim/",
        "/titles/claims/",
        "/titles/claims/{claimed}/",
        "/titles/claims/{claimed}/withdraw/",
        "/titles/claims/{refused}/",
        "/titles/claims/{refused}/object/",
        "/titles/claims/{upheld}/",
        "/applications/",
        "/applications/{own_draft}/",
        "/applications/{own_draft}/about-you/",
        "/applications/{own_draft}/positions/",
        "/applications/{own_draft}/positions/add/",
        "/applications/{own_draft}/positions/{job}/",
        "/applications/{own_draft}/positions/{job}/remove/",
        "/applications/{own_draft}/role-and-results/",
        "/applications/{own_draft}/throw-away/",
        "/applications/{own_draft}/references/",
        "/applications/{own_draft}/references/add/",
        "/applications/{own_draft}/references/{named}/",
        "/applications/{own_draft}/references/{named}/remove/",
        "/applications/{own_draft}/references/organisations/",
        "/applications/{own_draft}/documents/",
        "/applications/{own_draft}/documents/resume/remove/",
        "/applications/{own_draft}/identity/",
        "/applications/{own_draft}/identity/times/video/",
        "/applications/{own_draft}/identity/times/in-person/",
        "/applications/{own_draft}/identity/give-back/",
        "/applications/{submitted}/",
        "/applications/{chased}/",
        "/applications/{chased}/references/another/",
        "/applications/{chased}/references/{late}/replace/",
        "/applications/{chased}/references/{returned}/address/",
        "/applications/{chased}/references/organisations/",
        "/agreements/",
        "/membership/",
        "/profile/",
        "/account/data/",
        "/account/second-factor/",
    ),
    "member": (
        "/agreements/",
        "/",
        "/profile/",
        "/membership/",
        "/membership/account/",
        "/membership/who-pays/",
        "/account/",
        "/account/data/",
        "/account/email/",
        "/account/password/change/",
        "/account/logout/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/sessions/",
        "/account/mails/",
        "/account/mails/{mail}/",
        "/account/reauthenticate/",
    ),
    WITHOUT_SECOND_FACTOR: ("/", "/account/", "/account/second-factor/"),
    "board-member": ("/", "/account/roles/", "/office/login/"),
    "back-office": (
        "/office/",
        "/office/gallery/",
        "/office/members/",
        "/office/members/title/",
        "/office/members/title/add/",
        "/office/members/title/{title}/change/",
        "/office/members/title/{title}/history/",
        "/office/members/member/",
        "/office/members/member/add/",
        "/office/members/member/{member}/change/",
        "/office/members/member/{member}/history/",
        "/office/members/credential/",
        "/office/members/credential/{credential}/change/",
        "/office/members/document/",
        "/office/members/document/{document}/change/",
        "/office/applications/application/",
        "/office/applications/application/{application}/change/",
        "/office/applications/application/{asked}/change/",
        "/office/applications/application/{asked}/ask/",
        "/office/applications/application/{asked}/questions/{question}/take-back/",
        "/office/applications/application/{screened}/promise/",
        "/office/applications/application/{application}/take-up/",
        "/office/applications/application/{screened}/take-over/",
        "/office/applications/application/{screened}/hand-over/",
        "/office/applications/application/{screened}/ask-references/",
        "/office/applications/application/{screened}/open-assessment/",
        "/office/applications/application/{under_way}/change/",
        "/office/applications/application/{under_way}/open-assessment/",
        "/office/applications/application/{under_way}/references/",
        "/office/applications/application/{under_way}/references/{declining}/renew/",
        "/office/applications/application/{under_way}/references/{awaited}/send-again/",
        "/office/applications/application/{under_way}/references/{awaited}/new-address/",
        "/office/applications/questiontext/",
        "/office/applications/questiontext/add/",
        "/office/applications/questiontext/{question_text}/change/",
        "/office/applications/appointment/",
        "/office/applications/appointment/add/",
        "/office/applications/appointment/{appointment}/change/",
        "/office/applications/appointment/{appointment}/delete/",
        "/office/applications/appointment/{free}/change/",
        "/office/applications/appointment/{free}/delete/",
        "/office/members/document/{document}/publish/",
        "/office/members/document/{document}/versions/2026-1/",
        "/office/members/examclaim/",
        "/office/members/examclaim/{exam_claim}/change/",
        "/office/members/examclaim/{exam_claim}/award/",
        "/office/members/examclaim/{exam_claim}/refuse/",
        "/office/members/examclaim/{objection}/change/",
        "/office/members/examclaim/{objection}/settle/",
        "/office/members/examclaim/table/",
        "/office/accounts/user/",
        "/office/comms/message/",
        "/office/comms/message/{message}/change/",
        "/office/comms/message/{message}/text/",
        "/office/comms/message/kinds/",
        "/office/comms/message/kinds/account.invitation/",
        "/office/comms/message/kinds/account.invitation/html/",
        "/office/comms/bounce/",
        "/office/comms/bounce/{bounce}/change/",
        "/office/common/closedday/",
        "/office/common/closedday/add/",
        "/office/common/closedday/{closed_day}/change/",
        "/office/common/dutystate/",
        "/office/common/dutystate/{duty}/change/",
        "/office/common/dutyfault/",
        "/office/common/dutyfault/{fault}/change/",
        "/office/cpe/policyversion/",
        "/office/cpe/policyversion/compare/?before={shipped}&after={draft}",
        "/office/cpe/policyversion/{shipped}/change/",
        "/office/cpe/policyversion/{draft}/change/",
        "/office/cpe/policyversion/{draft}/copy/",
        "/office/cpe/policyversion/{draft}/put-forward/",
        "/office/cpe/policyversion/{draft}/discard/",
        "/office/cpe/policyversion/{waiting}/take-back/",
        "/office/cpe/activitytype/",
        "/office/cpe/activitytype/add/?version={draft}",
        "/office/cpe/activitytype/{activity}/change/",
        "/office/cpe/claim/",
        "/office/cpe/claim/{claim}/change/",
        "/office/cpe/policypreview/",
        "/office/cpe/policypreview/of/{previewed}/",
        "/office/cpe/policypreview/{preview}/change/",
        "/office/cpe/policypreview/{nothing_found}/change/",
        "/office/cpe/policypreview/{waiting_preview}/change/",
        "/office/no-such-page/",
    ),
    "administrator": (
        "/office/",
        "/office/cpe/policyversion/{waiting}/change/",
        "/office/cpe/policyversion/{waiting}/publish/",
        "/office/common/dutystate/",
        "/office/accounts/user/add/",
        "/office/accounts/user/{user}/change/",
        "/office/members/registerimport/",
        "/office/members/registerimport/bring-in/",
        "/office/members/registerimport/tried/{tried_file}/",
        "/office/members/registerimport/tried/{faulty_file}/",
        "/office/members/registerimport/tried/{waiting_file}/",
        "/office/members/registerimport/{run}/change/",
        "/office/members/registerimport/{run}/invite/",
    ),
    "finance": (
        "/office/",
        "/office/members/member/{member}/change/",
        "/office/members/member/{member}/billing/",
        "/office/members/membership/",
        "/office/members/membership/{membership}/change/",
        "/office/members/invoice/",
        "/office/members/invoice/{invoice}/change/",
        "/office/members/invoice/{credited}/change/",
        "/office/members/invoice/{credit_note}/change/",
        "/office/members/invoice/{invoice}/credit/",
        "/office/members/invoice/{credited}/again/",
        "/office/members/contributionamount/",
        "/office/members/contributionamount/add/",
        "/office/members/contributionamount/preview/?level={officer}&effective_on={far}&amount=160.00",
        "/office/members/contributionamount/{amount}/change/",
        "/office/members/contributionamount/{amount}/delete/",
        "/office/members/invoiceterms/",
        "/office/members/invoiceterms/add/",
        "/office/members/invoiceterms/{terms}/change/",
        "/office/members/bankstatement/",
        "/office/members/bankstatement/{statement}/change/",
        "/office/members/bankstatement/upload/",
        "/office/members/bankline/",
        "/office/members/bankline/{bank_line}/change/",
        "/office/members/bankline/{waiting_line}/change/",
        "/office/members/bankline/place/",
        "/office/members/bankline/left/",
        "/office/members/bankline/undo/{use}/",
        "/office/members/bookclosing/",
        "/office/members/bookclosing/{closing}/change/",
        "/office/members/bookclosing/close/",
        "/office/members/bookclosing/close/?until=2026-06-30",
        "/office/members/bookclosing/days/?first=2026-06-01&until=2026-06-30",
        "/office/members/bookclosing/ledger/?first=2026-06-01&until=2026-06-30",
        "/office/members/bookclosing/arrears/",
    ),
    "privacy-officer": ("/office/common/auditline/", "/office/common/auditline/{line}/change/"),
}
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
    faults = []
    for path in (path.format(**rows) for path in pages):
        answer = page.goto(path)
        if path_of(page) != path.partition("?")[0] or answer is None or answer.status != ERRORS.get(path, 200):
            faults.append(f"{path}: shows {page.url} with {answer and answer.status}")
        faults += [f"{path} {finding}" for finding in findings_light_and_dark(page)]
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
    "security-txt": "plain text",
    "healthz": "JSON",
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
    "admin:members_document_add": "nobody's",
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
    "admin:comms_bounce_add": "nobody's",
    "admin:comms_message_style": "a style",
    "admin:cpe_policypreview_add": "nobody's",
    "admin:cpe_policypreview_csv": "CSV",
    "admin:common_auditline_add": "nobody's",
    "applications:identity-calendar": "a file for a calendar",
    "members:invoice-pdf": "a PDF, looked at in test_documents.py",
    "members:document-pdf": "a PDF, looked at in tests/members/test_document_pages.py",
    "members:private-invoice-pdf": "a PDF, looked at in test_documents.py",
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
