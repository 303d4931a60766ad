"""The door list: every address of the portal, and who may enter.

A door names the visitors that see the page (``see``) and those whose POST it takes (``act``, the same unless
said). Everybody else is refused, whatever the method. ``test_doors.py`` walks the URLconf: an address that is
not listed here fails, and so does an entry without an address.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from accounts.roles import APPOINTED
from tests.people import ANONYMOUS, VISITORS

EVERYONE: Final = frozenset(VISITORS)
SIGNED_IN: Final = EVERYONE - {ANONYMOUS}
COLLEAGUES: Final = frozenset(role.key for role in APPOINTED)
OFFICE: Final = COLLEAGUES - {"conduct-officer", "committee-member", "board-member"}
REGISTER: Final = frozenset({"back-office", "finance", "cpe-reviewer", "cpe-auditor", "privacy-officer"})
POLICIES: Final = frozenset({"back-office", "administrator", "cpe-reviewer", "cpe-auditor", "observer"})
MONEY: Final = frozenset({"back-office", "finance", "privacy-officer"})
FINANCE: Final = frozenset({"finance"})
ASKED: Final = frozenset({"finance", "observer"})
MAIL: Final = frozenset({"back-office", "privacy-officer", "administrator"})
PUBLISHERS: Final = frozenset({"back-office", "administrator"})
IMPORTERS: Final = frozenset({"administrator"})
HANDLERS: Final = frozenset({"assessor", "back-office"})
ASSESSORS: Final = frozenset({"assessor"})
IDENTITY: Final = frozenset({"identity-checker"})
FIGURES: Final = frozenset({"board-member", "back-office", "privacy-officer", "observer"})
CHECKERS: Final = frozenset({"identity-checker", "back-office"})
NOBODY: Final[frozenset[str]] = frozenset()
SOMEBODY_ELSES: Final = {"reference": "a-somebody-elses"}


OF_A_REFERENCE: Final[dict[str, dict[str, str]]] = {
    "form": {}, "decline": {"why": "cannot-now"}, "you": {}, "answers": {}, "check": {},
    "data": {}, "correct": {}, "take-back": {}, "forget": {},
}  # fmt: skip
"""Pages that open to nobody but whoever opened the link of a mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who sees the page, whose POST it takes, which methods it knows, and how its address is completed.

    An argument that is a model's label stands for a row of it.
    """

    see: frozenset[str]
    act: frozenset[str] | None = None
    methods: frozenset[str] | None = None
    args: dict[str, Any] = field(default_factory=dict)
    query: str = ""

    @property
    def posts(self) -> frozenset[str]:
        """Whose POST is taken."""
        return self.see if self.act is None else self.act


SAFE: Final = frozenset({"GET", "HEAD"})
FORM: Final = frozenset({"GET", "HEAD", "POST"})


def _page(see: frozenset[str], **args: Any) -> Door:
    return Door(see=see, methods=SAFE, args=args)


def _form(see: frozenset[str], **args: Any) -> Door:
    return Door(see=see, methods=FORM, args=args)


def _office_model(
    label: str,
    *,
    view: frozenset[str],
    add: frozenset[str] = NOBODY,
    change: frozenset[str] = NOBODY,
    delete: frozenset[str] = NOBODY,
) -> dict[str, Door]:
    """The six doors Django's admin opens for a model; deleting is nobody's unless said."""
    name = f"admin:{label.replace('.', '_')}"
    row = {"object_id": label}
    return {
        f"{name}_changelist": Door(see=view),
        f"{name}_add": Door(see=add),
        f"{name}_history": Door(see=view, args=row),
        f"{name}_change": Door(see=view, act=change, args=row),
        f"{name}_delete": Door(see=delete, args=row),
        f"/office/{label.replace('.', '/')}/<path:object_id>/": Door(see=OFFICE, args=row),
    }


DOORS: Final[dict[str, Door]] = {
    # the portal
    "home": _page(EVERYONE),
    "privacy": _page(EVERYONE),
    "accessibility": _page(EVERYONE),
    "security-txt": _page(EVERYONE),
    "healthz": _page(EVERYONE),
    "readyz": _page(EVERYONE),
    "members:titles": _page(EVERYONE),
    "members:badge-issuer": _page(EVERYONE),
    "members:badge-key": _page(EVERYONE, key="members.badge.key"),
    "members:badge-keys": _page(EVERYONE),
    "members:badge-status": _page(EVERYONE, which="1"),
    "members:badge-achievement": _page(EVERYONE, code="S-ISP"),
    "members:badge-picture": _page(EVERYONE, code="S-ISP"),
    "members:badge": _page(EVERYONE, number="members.badge.number"),
    "members:badge-token": _page(EVERYONE, number="members.badge.number"),
    "members:certificate-badge": _page(SIGNED_IN, number="SOMEBODY-ELSES"),
    "members:certificate-badge-json": _page(SIGNED_IN, number="SOMEBODY-ELSES"),
    "members:certificate-badge-token": _page(SIGNED_IN, number="SOMEBODY-ELSES"),
    "members:profile": _form(SIGNED_IN),
    "members:certificates": _page(SIGNED_IN),
    "members:list-me": Door(see=SIGNED_IN, methods=frozenset({"POST"})),
    "members:unlist-me": Door(see=SIGNED_IN, methods=frozenset({"POST"})),
    "members:calendar": _form(SIGNED_IN),
    "members:calendar-feed": _page(EVERYONE, secret="members.calendarfeed.secret"),
    "members:register": _page(EVERYONE),
    "members:register-title": _page(EVERYONE, code="s-ciso"),
    "members:membership": _page(SIGNED_IN),
    "members:account": _page(SIGNED_IN),
    "members:cancel": _form(SIGNED_IN),
    "members:take-back": Door(see=SIGNED_IN, methods=frozenset({"POST"})),
    "members:who-pays": _form(SIGNED_IN),
    "members:invoice": _page(SIGNED_IN, number="2026-000001"),
    "members:certificate-pdf": _page(SIGNED_IN, number="M4PD-W2H8-6CVY-J"),
    "members:invoice-pdf": _page(SIGNED_IN, number="2026-000001"),
    "members:verify": _page(EVERYONE),
    "members:verify-number": _form(EVERYONE, number="members.certificate.number"),
    "members:verify-json": _page(EVERYONE, number="members.certificate.number"),
    "members:verify-receipt-pdf": _page(EVERYONE, number="members.certificate.number"),
    "members:verify-receipt-json": _page(EVERYONE, number="members.certificate.number"),
    "members:private-invoice": _page(EVERYONE, link="members.invoice.link"),
    "members:private-invoice-pdf": _page(EVERYONE, link="members.invoice.link"),
    "applications:application": _page(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:references": _page(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:reference-add": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:reference-count": Door(see=SIGNED_IN, methods=frozenset({"POST"}), args=SOMEBODY_ELSES),
    "applications:reference": _form(SIGNED_IN, pk="1", **SOMEBODY_ELSES),
    "applications:reference-remove": _form(SIGNED_IN, pk="1", **SOMEBODY_ELSES),
    "applications:organisations": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:reference-another": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:reference-replace": _form(SIGNED_IN, pk="1", **SOMEBODY_ELSES),
    "applications:reference-address": _form(SIGNED_IN, pk="1", **SOMEBODY_ELSES),
    "applications:reference-again": Door(
        see=SIGNED_IN, methods=frozenset({"POST"}), args={"pk": "1", **SOMEBODY_ELSES}
    ),
    "applications:documents": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:document-remove": _form(SIGNED_IN, document="resume", **SOMEBODY_ELSES),
    "applications:identity": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:identity-times": _form(SIGNED_IN, way="video", **SOMEBODY_ELSES),
    "applications:identity-give-back": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:appointment": _form(SIGNED_IN, way="video", **SOMEBODY_ELSES),
    "applications:appointment-give-back": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:identity-calendar": _page(SIGNED_IN, **SOMEBODY_ELSES),
    "members:claim-exam": _form(SIGNED_IN),
    "members:exam-claims": _page(SIGNED_IN),
    "members:exam-claim": _page(SIGNED_IN, reference="E-SOMEBODY-ELSES"),
    "members:withdraw-exam": _form(SIGNED_IN, reference="E-SOMEBODY-ELSES"),
    "members:object-exam": _form(SIGNED_IN, reference="E-SOMEBODY-ELSES"),
    "applications:reference-open": _form(EVERYONE, secret="applications.referencelink.secret"),
    "applications:reference-open-cut": _form(EVERYONE, secret="applications.referencelink.secret"),
    **{
        f"applications:reference-{page}": _form(NOBODY, handle="r-somebody-elses", **args)
        for page, args in OF_A_REFERENCE.items()
    },
    "applications:check": _page(SIGNED_IN, reference="a-somebody-elses"),
    "applications:sign": _form(SIGNED_IN, reference="a-somebody-elses"),
    "applications:sign-by-hand": _form(SIGNED_IN, reference="a-somebody-elses"),
    "applications:question": _form(SIGNED_IN, reference="a-somebody-elses", pk="1"),
    "applications:received": _page(SIGNED_IN, reference="a-somebody-elses"),
    "applications:letter": _page(SIGNED_IN, reference="a-somebody-elses", pk="1"),
    "applications:object": _form(SIGNED_IN, reference="a-somebody-elses"),
    "applications:withdraw": _form(SIGNED_IN, reference="a-somebody-elses"),
    "applications:figures": _page(FIGURES),
    "applications:figures-csv": Door(see=FIGURES, methods=SAFE, query="?period=2026"),
    "members:documents": _page(EVERYONE),
    "members:document": _page(EVERYONE, key="code-of-conduct"),
    "members:document-version": _page(EVERYONE, key="code-of-conduct", label="2026-1"),
    "members:document-differences": _page(EVERYONE, key="code-of-conduct"),
    "members:document-pdf": _page(EVERYONE, key="code-of-conduct", label="2026-1"),
    "members:agreements": _form(SIGNED_IN),
    "applications:officer-titles": _page(EVERYONE),
    "applications:officer-title": _page(EVERYONE, code="s-ciso"),
    "applications:prepare": _page(EVERYONE, code="s-ciso"),
    "applications:begin": _form(EVERYONE, code="s-ciso"),
    "applications:suitability": _form(EVERYONE, code="s-ciso"),
    "applications:check-question": _form(EVERYONE, code="s-ciso", name="field"),
    "applications:check-period-new": _form(EVERYONE, code="s-ciso"),
    "applications:check-period": _form(EVERYONE, code="s-ciso", number="0"),
    "applications:check-sum": Door(see=EVERYONE, methods=frozenset({"POST"}), args={"code": "s-ciso"}),
    "applications:check-answers": _page(EVERYONE, code="s-ciso"),
    "applications:check-result": _page(EVERYONE, code="s-ciso"),
    "applications:first-day": _page(EVERYONE, code="s-ciso"),
    "applications:list": _page(SIGNED_IN),
    "applications:throw-away": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:about": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:positions": _page(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:add-position": _form(SIGNED_IN, **SOMEBODY_ELSES),
    "applications:position": _form(SIGNED_IN, **SOMEBODY_ELSES, key=1),
    "applications:remove-position": _form(SIGNED_IN, **SOMEBODY_ELSES, key=1),
    "applications:role": _form(SIGNED_IN, **SOMEBODY_ELSES),
    **dict.fromkeys(("file", "file-pages"), _page(SIGNED_IN, reference="F-SOMEBODY-ELSES")),
    "cpe:policy": _page(EVERYONE),
    "cpe:report": _form(SIGNED_IN),
    "cpe:report-preview": Door(see=SIGNED_IN, methods=frozenset({"POST"})),
    "cpe:draft-throw-away": _form(SIGNED_IN, pk="1"),
    "cpe:claim": _page(SIGNED_IN, pk="1"),
    "cpe:claim-answer": _form(SIGNED_IN, pk="1"),
    "cpe:claim-withdraw": _form(SIGNED_IN, pk="1"),
    "cpe:claim-proof": Door(see=SIGNED_IN, methods=frozenset({"POST"}), args={"pk": "1"}),
    "cpe:claim-proof-remove": _form(SIGNED_IN, pk="1", proof="1"),
    "comms:mails": _page(SIGNED_IN),
    "comms:mail": _page(SIGNED_IN, reference="m-somebody-elses"),
    "accounts:data": _page(SIGNED_IN),
    "accounts:data-copy": _page(SIGNED_IN),
    "accounts:second-factor": _page(SIGNED_IN),
    "accounts:sign-in": _page(SIGNED_IN),
    "accounts:work": _page(COLLEAGUES),
    # signing in
    "account_login": Door(see=EVERYONE),
    "account_logout": Door(see=EVERYONE),
    "account_signup": Door(see=EVERYONE),
    "account_inactive": Door(see=EVERYONE),
    "account_reset_password": Door(see=EVERYONE),
    "account_reset_password_done": Door(see=EVERYONE),
    "account_reset_password_from_key": Door(see=EVERYONE, args={"uidb36": "1", "key": "set-a-b"}),
    "account_reset_password_from_key_done": Door(see=EVERYONE),
    "account_email_verification_sent": Door(see=EVERYONE),
    "account_confirm_email": Door(see=EVERYONE, args={"key": "unknown"}),
    "account_confirm_login_code": Door(see=EVERYONE),
    "mfa_authenticate": Door(see=EVERYONE),
    "mfa_login_webauthn": Door(see=EVERYONE),
    # looking after one's sign-in
    "account_reauthenticate": Door(see=SIGNED_IN),
    "account_email": Door(see=SIGNED_IN),
    "account_change_password": Door(see=SIGNED_IN),
    "account_set_password": Door(see=SIGNED_IN),
    "mfa_index": Door(see=SIGNED_IN),
    "mfa_reauthenticate": Door(see=SIGNED_IN),
    "mfa_reauthenticate_webauthn": Door(see=SIGNED_IN),
    "mfa_activate_totp": Door(see=SIGNED_IN),
    "mfa_deactivate_totp": Door(see=SIGNED_IN),
    "mfa_view_recovery_codes": Door(see=SIGNED_IN),
    "mfa_generate_recovery_codes": Door(see=SIGNED_IN),
    "mfa_download_recovery_codes": Door(see=SIGNED_IN),
    "mfa_list_webauthn": Door(see=SIGNED_IN),
    "mfa_add_webauthn": Door(see=SIGNED_IN),
    "mfa_edit_webauthn": Door(see=SIGNED_IN, args={"pk": 1}),
    "mfa_remove_webauthn": Door(see=SIGNED_IN, args={"pk": 1}),
    "usersessions_list": _form(SIGNED_IN),
    # the back office
    "admin:index": Door(see=OFFICE),
    "admin:gallery": _page(OFFICE),
    "admin:login": Door(see=OFFICE),
    "admin:logout": Door(see=SIGNED_IN),
    "admin:password_change": Door(see=OFFICE),
    "admin:password_change_done": Door(see=OFFICE),
    "admin:autocomplete": Door(
        see=frozenset({"back-office", "privacy-officer", "administrator"}),
        query="?app_label=members&model_name=member&field_name=user&term=a",
    ),
    "admin:jsi18n": Door(see=OFFICE),
    "admin:view_on_site": Door(see=OFFICE, args={"content_type_id": 1, "object_id": 1}),
    "admin:app_list": Door(see=OFFICE, args={"app_label": "members"}),
    "/office/(?P<url>.*)$": Door(see=OFFICE, args={"url": "no-such-page/"}),
    **_office_model(
        "accounts.user",
        view=frozenset({"back-office", "privacy-officer", "administrator"}),
        add=frozenset({"administrator"}),
        change=frozenset({"administrator"}),
    ),
    **_office_model(
        "members.title",
        view=OFFICE,
        add=frozenset({"back-office"}),
        change=frozenset({"back-office"}),
    ),
    **_office_model(
        "members.track",
        view=OFFICE,
        add=frozenset({"administrator"}),
        change=frozenset({"administrator"}),
    ),
    **_office_model("members.level", view=OFFICE, change=frozenset({"administrator"})),
    **_office_model(
        "members.member",
        view=REGISTER,
        add=frozenset({"back-office"}),
        change=frozenset({"back-office"}),
    ),
    **_office_model("members.credential", view=REGISTER),
    **_office_model("members.certificate", view=REGISTER),
    "admin:members_member_certificate_name": _form(frozenset({"back-office"}), pk="members.member"),
    **_office_model("members.registerimport", view=frozenset({"back-office", "privacy-officer", "administrator"})),
    "admin:members_registerimport_try": _form(IMPORTERS),
    "admin:members_registerimport_template": _page(IMPORTERS),
    "admin:members_registerimport_tried": _form(IMPORTERS, pk="members.triedfile"),
    "admin:members_registerimport_tried_csv": _page(IMPORTERS, pk="members.triedfile"),
    "admin:members_registerimport_invite": _form(IMPORTERS, pk="members.registerimport"),
    "admin:members_member_billing": _form(FINANCE, pk="members.member"),
    **_office_model("members.membership", view=MONEY),
    **_office_model("members.invoice", view=MONEY),
    "admin:members_invoice_pdf": _page(MONEY, pk="members.invoice"),
    "admin:members_invoice_credit": _form(FINANCE, pk="members.invoice"),
    "admin:members_invoice_again": _form(FINANCE, pk="members.invoice"),
    **_office_model("members.bankstatement", view=FINANCE),
    "admin:members_bankstatement_upload": _form(FINANCE),
    **_office_model("members.bankline", view=FINANCE, change=FINANCE),
    "admin:members_bankline_place": _form(FINANCE),
    "admin:members_bankline_left": _form(FINANCE),
    "admin:members_bankline_undo": _form(FINANCE, pk="members.allocation"),
    **_office_model("members.bookclosing", view=FINANCE),
    "admin:members_bookclosing_days": _page(FINANCE),
    "admin:members_bookclosing_days_csv": _page(FINANCE),
    "admin:members_bookclosing_ledger": _page(FINANCE),
    "admin:members_bookclosing_ledger_csv": _page(FINANCE),
    "admin:members_bookclosing_arrears": _page(MONEY),
    "admin:members_bookclosing_arrears_csv": _page(MONEY),
    "admin:members_bookclosing_close": _form(FINANCE),
    **_office_model("members.contributionamount", view=ASKED, add=FINANCE, delete=FINANCE),
    "admin:members_contributionamount_preview": _form(FINANCE),
    "admin:members_contributionamount_csv": _page(FINANCE),
    **_office_model("members.invoiceterms", view=ASKED, add=FINANCE, change=FINANCE),
    **_office_model("members.document", view=OFFICE),
    **_office_model("applications.application", view=frozenset({"assessor", "back-office", "privacy-officer"})),
    **{
        f"admin:applications_application_{step}": _form(HANDLERS, pk="applications.application")
        for step in ("take_up", "ask_references", "open_assessment", "take_over", "hand_over", "see_scan", "ask_scan")
    },
    **{
        f"admin:applications_application_{page}": _form(ASSESSORS, pk="applications.application")
        for page in ("assessment", "propose", "decision")
    },
    "admin:applications_application_reference_judge": _form(
        ASSESSORS, pk="applications.application", key="applications.reference"
    ),
    "admin:applications_application_interest": _form(HANDLERS, pk="applications.application"),
    "admin:applications_application_interest_lift": _form(
        HANDLERS, pk="applications.application", key="applications.interest"
    ),
    "admin:applications_application_references": _page(HANDLERS, pk="applications.application"),
    **{
        f"admin:applications_application_reference_{step}": _form(
            HANDLERS, pk="applications.application", key="applications.reference"
        )
        for step in ("send_again", "renew", "new_address")
    },
    "admin:applications_application_letter": _page(
        frozenset({"assessor", "back-office", "privacy-officer"}), pk="applications.rejected", key="applications.letter"
    ),
    "admin:applications_application_ask": _form(HANDLERS, pk="applications.application"),
    "admin:applications_application_promise": _form(HANDLERS, pk="applications.application"),
    "admin:applications_application_take_back": _form(
        HANDLERS, pk="applications.asked", question="applications.question"
    ),
    **_office_model(
        "applications.questiontext", view=HANDLERS, add=frozenset({"back-office"}), change=frozenset({"back-office"})
    ),
    **_office_model("applications.appointment", view=CHECKERS, add=CHECKERS, change=CHECKERS, delete=CHECKERS),
    **_office_model("applications.identitycheck", view=IDENTITY, add=IDENTITY),
    "admin:applications_identitycheck_look": _form(IDENTITY, reference="applications.reference-of"),
    "admin:applications_identitycheck_take_back": _form(IDENTITY, pk="applications.identitycheck"),
    "admin:members_document_version": _page(OFFICE, pk="members.document", label="2026-1"),
    "admin:members_document_publish": _form(PUBLISHERS, pk="members.document"),
    **_office_model("members.examclaim", view=frozenset({"back-office", "privacy-officer"})),
    "admin:members_examclaim_award": _form(frozenset({"back-office"}), pk="members.examclaim"),
    "admin:members_examclaim_refuse": _form(frozenset({"back-office"}), pk="members.examclaim"),
    "admin:members_examclaim_settle": _form(frozenset({"back-office"}), pk="members.examclaim"),
    "admin:members_examclaim_table": _form(frozenset({"back-office"})),
    "admin:members_examclaim_table_plan": _form(frozenset({"back-office"}), reference="F-SOMEBODY-ELSES"),
    **_office_model("cpe.claim", view=frozenset({"back-office", "cpe-reviewer", "cpe-auditor"})),
    "admin:cpe_claim_decide": _form(frozenset({"cpe-reviewer"}), pk="cpe.claim"),
    "admin:cpe_claim_ask": _form(frozenset({"cpe-reviewer"}), pk="cpe.claim"),
    "admin:cpe_claim_accept": _form(frozenset({"cpe-reviewer"})),
    **_office_model("cpe.policyversion", view=POLICIES, change=frozenset({"back-office"})),
    "admin:cpe_policyversion_compare": _page(POLICIES),
    "admin:cpe_policyversion_copy": _form(frozenset({"back-office"}), pk="cpe.policyversion"),
    "admin:cpe_policyversion_put_forward": _form(frozenset({"back-office"}), pk="cpe.policyversion"),
    "admin:cpe_policyversion_take_back": _form(frozenset({"back-office", "administrator"}), pk="cpe.policyversion"),
    "admin:cpe_policyversion_publish": _form(frozenset({"back-office", "administrator"}), pk="cpe.policyversion"),
    "admin:cpe_policyversion_discard": _form(frozenset({"back-office"}), pk="cpe.policyversion"),
    **_office_model(
        "cpe.activitytype",
        view=POLICIES,
        add=frozenset({"back-office"}),
        change=frozenset({"back-office"}),
        delete=frozenset({"back-office"}),
    ),
    **_office_model("comms.message", view=MAIL),
    **_office_model("comms.bounce", view=MAIL),
    "admin:comms_message_text": _page(frozenset({"back-office", "privacy-officer"}), pk="comms.message"),
    "admin:comms_message_kinds": _page(MAIL),
    "admin:comms_message_style": _page(MAIL),
    "admin:comms_message_kind": _page(MAIL, key="account.invitation"),
    "admin:comms_message_kind_html": _page(MAIL, key="account.invitation"),
    **_office_model(
        "common.closedday",
        view=OFFICE,
        add=frozenset({"back-office"}),
        change=frozenset({"back-office"}),
    ),
    **_office_model("common.auditline", view=frozenset({"privacy-officer", "administrator"})),
    **_office_model("cpe.policypreview", view=frozenset({"back-office", "privacy-officer"})),
    "admin:cpe_policypreview_ask": _form(frozenset({"back-office", "administrator"}), pk="cpe.policyversion"),
    "admin:cpe_policypreview_csv": _page(frozenset({"back-office", "privacy-officer"}), pk="cpe.policypreview"),
    **_office_model("common.dutystate", view=frozenset({"back-office", "administrator"})),
    **_office_model("common.dutyfault", view=frozenset({"back-office", "administrator"})),
}
