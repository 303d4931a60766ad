"""Pages of policy versions in the back office, read and pressed as a colleague would."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any, Final

from django.test import Client

from accounts.models import User
from cpe import services
from cpe.models import PolicyVersion

AT: Final = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
LIST: Final = "/office/cpe/policyversion/"


def shipped() -> PolicyVersion:
    """The version that holds from the beginning."""
    return PolicyVersion.objects.get(effective_on=dt.date.min)


def main_of(answer: Any) -> str:
    """What the page says, without its frame."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def steps_of(answer: Any) -> list[str]:
    """What the page of a version offers to do with it."""
    return re.findall(r'href="/office/cpe/policyversion/\d+/(?!history)([\w-]+)/"', answer.text)


def form_of(answer: Any) -> dict[str, str]:
    """What a browser would send back, had nobody typed anything."""
    form = answer.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    for inline in answer.context["inline_admin_formsets"]:
        formset = inline.formset
        sent |= {
            f"{formset.prefix}-{name}": formset.management_form[name].value()
            for name in ("TOTAL_FORMS", "INITIAL_FORMS")
        }
        for row in formset.initial_forms:
            sent |= {row.add_prefix(name): row[name].value() for name in row.fields}
    return {name: str(value) for name, value in sent.items() if value is not None and value is not False}


def press(client: Client, path: str, **typed: str) -> Any:
    """Read the page that asks, and press its button."""
    read = client.get(path).context["as_read"]
    return client.post(path, {"as_read": read, **typed}, follow=True)


def set_podcast_cap(draft: PolicyVersion, cap: int, by: User, minutes: int) -> None:
    """Change a draft some minutes after ``AT``."""
    with services.changing(draft.pk, by=by, at=AT + dt.timedelta(minutes=minutes)):
        draft.activities.filter(key="podcast").update(year_cap=Decimal(cap))


def new_draft(by: User) -> PolicyVersion:
    """A copy of the version shipped that says something else: a credit more for podcasts."""
    draft = services.copy(shipped(), by=by, at=AT)
    draft.activities.filter(key="podcast").update(year_cap=Decimal(6))
    return draft
