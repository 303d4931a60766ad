"""Receipts: what we answered about a number, on a day and known at a moment, as sealed PDF or signed JSON.

Nothing is stored: whoever holds a receipt can have it checked without the register, and without us.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import pdf, seal, signing, single_keys
from common.calendar import HERE
from common.qr import code_of
from members import verifying_words as words
from members.documents.versions import Publisher
from members.rules.verifying import Answer

KIND: Final = "verification-receipt+jwt"
"""What the head of a signed receipt says it is, so that no other statement of ours passes for one."""
MARK: Final = "verification-receipt"
"""What a sealed receipt says it is, as the keyword of the document: everything else we seal has none, or another."""
WITHIN: Final = "receipt.json"
"""The signed receipt within the sealed one."""
LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a file that may be a receipt; ours have some 60 kB."""


class Verdict(StrEnum):
    """What a look at a receipt found."""

    WHOLE = "whole"
    CHANGED = "changed"
    NOT_OURS = "not-ours"
    RETIRED_KEY = "retired-key"
    NO_RECEIPT = "no-receipt"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at a receipt found: whose key or certificate, the moment it names, and what it says.

    All of that is proved; of anything but a whole receipt there is the verdict alone.
    """

    verdict: Verdict
    by: str = ""
    at: datetime | None = None
    says: Mapping[str, Any] = field(default_factory=dict)


def receipt_pdf(answer: Answer, *, language: str) -> bytes:
    """The answer on paper, sealed and dated when it was known, with the signed one inside.

    Raises ``common.pdf.CannotDraw``, ``common.seal.CannotSeal`` or ``common.signing.CannotSign`` where this machine
    cannot, and ``common.pdf.Unreadable`` with the characters that no font of ours has: nothing is sealed in boxes.
    """
    institute = settings.INSTITUTE
    with translation.override(language):
        title = _("Verification of %(number)s") % {"number": answer.number}
        reason = _("This is what our register said.")
        rows = words.rows(answer)
        context = {
            "answer": answer,
            "current": pdf.unbroken(answer.current),
            "issuer": Publisher(institute["name"], institute["help_email"], institute["help_phone"]),
            "mark": MARK,
            "heading": words.heading(answer),
            "explained": words.explained(answer),
            "today": "" if answer.is_today else words.today(answer),
            "renamed": words.renamed(answer),
            "statuses": words.statuses(answer),
            "rows": [(name, value if isinstance(value, SafeString) else pdf.unbroken(value)) for name, value in rows],
            "known_at": answer.known_at.astimezone(HERE),
            "page": words.page_of(answer.number),
            "code": code_of(words.page_of(answer.number)),
        }
        about = _("The same answer for programs, signed")
    within = pdf.Attached(
        name=WITHIN,
        about=about,
        content=receipt_json(answer).encode(),
        relation="Supplement",
        at=answer.known_at,
    )
    made = pdf.draw(
        "members/pdf/receipt.html",
        context,
        title=title,
        language=language,
        on=answer.asked_on,
        attached=[within],
        whole=True,
    )
    return seal.seal(made, reason=reason, at=answer.known_at)


def receipt_json(answer: Answer) -> str:
    """The answer for a program: what it says in the clear, and the same signed.

    Raises ``common.signing.CannotSign`` where this machine cannot.
    """
    says = words.statement(answer)
    claims = {"iss": settings.BASE_URL, "iat": int(answer.known_at.timestamp()), **says}
    return json.dumps({"says": says, "signed": signing.sign(claims, kind=KIND)}, ensure_ascii=False, indent=2) + "\n"


def checked(content: bytes) -> Checked:
    """Whether a file is a receipt of ours as we gave it. No query, no request.

    A PDF is taken by its seal and its mark, and says what is in the file within, which the seal covers. JSON is taken
    by its signature, which must say what stands beside it, and nothing else may stand there: no key twice, and none
    that we do not write, for a reader may take another one than we do. Raises ``common.signing.CannotSign`` where our
    keys cannot be read.
    """
    if len(content) > LARGEST:
        return Checked(verdict=Verdict.NO_RECEIPT)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _checked_pdf(content)
    try:
        written, singly = single_keys.read(content)
        says, signed = written["says"], written["signed"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Checked(verdict=Verdict.NO_RECEIPT)
    if not isinstance(says, dict) or not isinstance(signed, str):
        return Checked(verdict=Verdict.NO_RECEIPT)
    return _checked_json(says, signed, alone=singly and len(written) == 2)


_SEALS: Final = {
    seal.Verdict.WHOLE: Verdict.WHOLE,
    seal.Verdict.CHANGED: Verdict.CHANGED,
    seal.Verdict.NOT_OURS: Verdict.NOT_OURS,
    seal.Verdict.NO_SEAL: Verdict.NO_RECEIPT,
    seal.Verdict.UNCHECKED: Verdict.UNCHECKED,
}
_SIGNATURES: Final = {
    signing.Verdict.WHOLE: Verdict.WHOLE,
    signing.Verdict.CHANGED: Verdict.CHANGED,
    signing.Verdict.UNKNOWN_KEY: Verdict.NOT_OURS,
    signing.Verdict.RETIRED_KEY: Verdict.RETIRED_KEY,
}


def _checked_pdf(content: bytes) -> Checked:
    looked = seal.look(content)
    if looked.verdict is not seal.Verdict.WHOLE:
        return Checked(verdict=_SEALS[looked.verdict])
    says = _said_within(content)
    if says is None:
        return Checked(verdict=Verdict.NO_RECEIPT)
    return Checked(verdict=Verdict.WHOLE, by=looked.by, at=looked.at, says=says)


def _said_within(content: bytes) -> dict[str, Any] | None:
    """What a whole document of ours says, if its mark makes it a receipt; a file of that name alone does not."""
    import pikepdf  # noqa: PLC0415  loaded when needed

    try:
        with pikepdf.open(BytesIO(content)) as opened:
            if str(opened.docinfo.get("/Keywords", "")) != MARK:
                return None
            says = json.loads(opened.attachments[WITHIN].get_file().read_bytes())["says"]
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return says if isinstance(says, dict) else None


def _checked_json(says: dict[str, Any], signed: str, *, alone: bool) -> Checked:
    """``alone``: nothing stands beside these two, in no other place of the file either."""
    found = signing.read(signed)
    claims = dict(found.claims)
    at = _moment(claims.pop("iat", None))
    claims.pop("iss", None)
    verdict = _SIGNATURES[found.verdict]
    if found.verdict is signing.Verdict.WHOLE and found.kind != KIND:
        verdict = Verdict.NO_RECEIPT
    elif found.verdict is signing.Verdict.WHOLE and not (alone and _as_text(claims) == _as_text(says)):
        verdict = Verdict.CHANGED
    if verdict is not Verdict.WHOLE:
        return Checked(verdict=verdict)
    return Checked(verdict=verdict, by=found.key, at=at, says=says)


def _as_text(says: Mapping[str, Any]) -> str:
    """The same text for the same facts: beside it, ``0`` is not ``false``."""
    return json.dumps(says, sort_keys=True)


def _moment(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, HERE) if isinstance(seconds, int) else None
    except (ValueError, OverflowError, OSError):
        return None
