"""The mail to people who came with an import of the register."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comms.kinds import MessageKind, register
from comms.models import Message


def _never_signed_in(message: Message) -> bool:
    person = message.person
    return person is not None and person.is_active and person.last_login is None


INVITED: Final = MessageKind(
    key="members.invited",
    name=_("Your titles are in the portal"),
    when=_("When the back office invites people who came with an import of the register and never signed in."),
    template="members/email/invited",
    facts={"titles": list},
    sample={"titles": ["S-ISP Information Security Practitioner", "S-CISO Certified Information Security Officer"]},
    still_true=_never_signed_in,
)
register(INVITED)
