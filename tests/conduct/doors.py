"""The doors of conduct: reports without an account, open to whoever began one or holds its link; the terms."""

from typing import Final

from tests.door import EVERYONE, NOBODY, SIGNED_IN, Door, form, office_model, page

OF_A_DRAFT: Final = ("tasks", "whom", "what", "you", "files", "check", "sent", "throw-away")
OF_AN_OWN_REPORT: Final = ("held", "add", "withdraw")
OF_A_REFERENCE: Final = ("intake-report", "case", "own-case")
ADMINISTRATORS: Final = frozenset({"administrator"})

CONDUCT: Final[dict[str, Door]] = {
    "conduct:report": form(EVERYONE),
    **{f"conduct:report-{name}": form(NOBODY) for name in OF_A_DRAFT},
    "conduct:report-file-remove": form(NOBODY, reference="f-somebody-elses"),
    "conduct:report-open": form(EVERYONE, secret="conduct.report.secret"),
    "conduct:report-open-cut": form(EVERYONE, secret="conduct.report.secret"),
    **{f"conduct:report-{name}": form(NOBODY, handle="r-somebody-elses") for name in OF_AN_OWN_REPORT},
    "conduct:intake": page(SIGNED_IN),
    **{
        f"conduct:{name}": page(SIGNED_IN, reference="a-somebody-elses")
        for name in ("intake-report", "case", "own-case")
    },
    **office_model("conduct.conductterms", view=ADMINISTRATORS, add=ADMINISTRATORS, change=ADMINISTRATORS),
}
