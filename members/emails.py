"""The mails of the register."""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.kinds import Facts, MessageKind, register
from comms.models import Message


def about_member(user: int) -> str:
    """What a mail about somebody's place in the register is about."""
    return f"accounts.user:{user}"


def _with_address(facts: Facts) -> Facts:
    """The page on which everybody asks for a link to choose a password."""
    return {"page": settings.BASE_URL + reverse("account_reset_password")}


def _never_signed_in(message: Message) -> bool:
    person = message.person
    return person is not None and person.is_active and person.last_login is None


INVITED: Final = MessageKind(
    key="members.invited",
    name=_("Your titles are in the portal"),
    when=_("When the back office invites people who came with an import of the register and never signed in."),
    template="members/email/invited",
    facts={"titles": list},
    sample={"titles": ["S-ISP", "S-CISO"]},
    more=_with_address,
    still_true=_never_signed_in,
)
register(INVITED)
