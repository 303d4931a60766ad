"""What the invented members show: titles in the public register, a name that waits, long names in any script."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from accounts.models import User
from members import services
from members.models import Member
from members.services import listing

LISTED: Final = ("member", "greek", "arabic", "long-name", "hanzi")
"""Whose titles stand in the public register."""
RENAMED: Final = ("renamed", "Trouwlustig-Pasgetrouwd")
"""Whose family name changed, and to what."""
LONG: Final = (
    "Maximiliane Wilhelmina Hendrikje Cornelia Anna-Charlotte Emerentia Frederique Geertruida",
    "van der Voorbeeldenburg-tot-Verzonnenstein van Denkbeeldighoven en Nergenshuizen-Uitgedachtwaard",
)


def show(users: Mapping[str, User], *, at: datetime) -> None:
    """List who wants to be listed and change a name, once: what visitors do afterwards stays done."""
    members = {member.user_id: member for member in Member.objects.filter(user__in=users.values())}
    person = users[RENAMED[0]]
    if person.renamed_at is not None:
        return
    for key in LISTED:
        listing.list_me(members[users[key].pk], by=users[key], at=at)
    services.update_profile(
        person, given_name=person.given_name, family_name=RENAMED[1], language=person.language, by=person, at=at
    )
