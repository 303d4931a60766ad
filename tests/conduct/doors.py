"""The doors of conduct: reports without an account, open to whoever began one or holds its link; the terms."""

from typing import Final

from tests.door import COLLEAGUES, EVERYONE, NOBODY, SIGNED_IN, Door, form, office_model, page

OF_A_DRAFT: Final = ("tasks", "whom", "what", "you", "files", "check", "sent", "throw-away")
OF_AN_OWN_REPORT: Final = ("held", "add", "address", "withdraw")
OF_A_REPORT: Final = ("take", "hand-on", "dismiss")
OF_A_CASE: Final = ("invite", "names", "ask", "more-time", "hearing", "hearing-record", "write", "hand-on")
OF_A_SEAT: Final = ("take-back", "chair", "answer")
OF_A_COMMITTEE: Final = ("note", "deliberate", "propose", "vote", "send-back", "confirm")
OF_AN_ANSWER: Final = ("explain", "files", "hearing", "decline", "write")
OFFICERS: Final = frozenset({"conduct-officer"})
ADMINISTRATORS: Final = frozenset({"administrator"})

CONDUCT: Final[dict[str, Door]] = {
    "conduct:report": form(EVERYONE),
    **{f"conduct:report-{name}": form(NOBODY) for name in OF_A_DRAFT},
    "conduct:report-file-remove": form(NOBODY, reference="f-somebody-elses"),
    "conduct:report-open": form(EVERYONE, secret="conduct.report.secret"),
    "conduct:report-open-cut": form(EVERYONE, secret="conduct.report.secret"),
    **{f"conduct:report-{name}": form(NOBODY, handle="r-somebody-elses") for name in OF_AN_OWN_REPORT},
    "conduct:intake": page(OFFICERS),
    "conduct:intake-report": page(OFFICERS, reference="r-somebody-elses"),
    **{f"conduct:intake-{name}": form(OFFICERS, reference="r-somebody-elses") for name in OF_A_REPORT},
    "conduct:intake-find": page(OFFICERS, reference="r-somebody-elses"),
    "conduct:intake-open": form(OFFICERS, reference="r-somebody-elses", number=1),
    "conduct:intake-join": form(OFFICERS, reference="r-somebody-elses", case="k-somebody-elses"),
    "conduct:case": page(SIGNED_IN, reference="k-somebody-elses"),
    "conduct:case-take-over": form(OFFICERS, reference="k-somebody-elses"),
    "conduct:case-glass": form(COLLEAGUES, reference="k-somebody-elses"),
    **{f"conduct:case-{name}": form(SIGNED_IN, reference="k-somebody-elses") for name in OF_A_CASE},
    **{f"conduct:case-{name}": form(SIGNED_IN, reference="k-somebody-elses", key=1) for name in OF_A_SEAT},
    **{f"conduct:case-{name}": form(SIGNED_IN, reference="k-somebody-elses") for name in OF_A_COMMITTEE},
    "conduct:seats": page(SIGNED_IN),
    "conduct:seat": form(SIGNED_IN, reference="k-somebody-elses"),
    "conduct:seat-leave": form(SIGNED_IN, reference="k-somebody-elses"),
    "conduct:own-cases": page(SIGNED_IN),
    "conduct:own-case": page(SIGNED_IN, reference="k-somebody-elses"),
    "conduct:own-judgement": page(SIGNED_IN, reference="k-somebody-elses"),
    "conduct:own-challenge": form(SIGNED_IN, reference="k-somebody-elses", key=1),
    **{f"conduct:own-{name}": form(SIGNED_IN, reference="k-somebody-elses") for name in OF_AN_ANSWER},
    "conduct:own-file-remove": form(SIGNED_IN, reference="k-somebody-elses", file="f-somebody-elses"),
    **office_model("conduct.conductterms", view=ADMINISTRATORS, add=ADMINISTRATORS, change=ADMINISTRATORS),
}
