"""The demonstration: invented people of every role, in one table, and the act that brings them in.

Nobody here exists: names are words for what the person shows, addresses end in ``.example``. A new kind
of person is a new row. Seeding again puts back what the sign-in list promises (password, roles, an open
account, a second factor or none) and leaves everything else as visitors made it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts import services as accounts
from accounts.models import User
from accounts.roles import ROLES
from common.errors import DomainError
from comms import outbox
from comms import services as comms
from comms.kinds import KINDS
from cpe import services as cpe
from cpe.models import BEGINNING, PolicyVersion
from members import services as members
from members.rules.contact import Contact
from seco_portal import (
    demonstration_applications,
    demonstration_bank,
    demonstration_certificates,
    demonstration_conduct,
    demonstration_cpe,
    demonstration_cycles,
    demonstration_decisions,
    demonstration_erasure,
    demonstration_events,
    demonstration_exams,
    demonstration_help,
    demonstration_import,
    demonstration_money,
    demonstration_stages,
    demonstration_titles,
)

BOUNCING: Final = "one-name@demo.example"
ADMINISTRATOR: Final = "administrator"
CLERK: Final = "back-office"
CODE_SECONDS: Final = 30
FACTOR_NOTES: Final = {
    (True, False): "no second factor yet: the back office stays shut",
    (False, True): "with a second factor",
}
"""Whether somebody holds a role and has a second factor → what the sign-in list says about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person: roles held, and the day they came into the register, if they are in it."""

    key: str
    given: str
    family: str = ""
    shows: str = ""
    roles: tuple[str, ...] = ()
    member_since: date | None = None
    contact: Contact | None = None
    second_factor: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@demo.example"

    def role(self, *, has_second_factor: bool) -> str:
        """What the sign-in list calls this person; the second factor is named where one would not expect it so."""
        names = ", ".join(str(ROLES[role].name) for role in self.roles)
        fallback = ROLES["member" if self.member_since else "applicant"].name
        notes = [self.shows, FACTOR_NOTES.get((bool(self.roles), has_second_factor), "")]
        shown = ", ".join(note for note in notes if note)
        return (names or str(fallback)) + (f" ({shown})" if shown else "")


def _colleague(role: str, given: str, family: str) -> Person:
    """Somebody with one appointed role and the second factor it asks for; the role is also the address."""
    return Person(key=role, given=given, family=family, roles=(role,), second_factor=True)


def _assessor(number: int, given: str, family: str, shows: str) -> Person:
    """One more assessor: four have a part in an application whose rejection is objected to."""
    key = demonstration_decisions.ASSESSORS[number]
    return Person(key=key, given=given, family=family, shows=shows, roles=("assessor",), second_factor=True)


def _holder(key: str, given: str, family: str, shows: str) -> Person:
    """A member who shows one thing: how a certificate looks, or on which side of a date a cycle stands."""
    return Person(key=key, given=given, family=family, shows=shows, member_since=date(2026, 4, 1))


PEOPLE: Final[tuple[Person, ...]] = (
    _colleague(ADMINISTRATOR, "Anna", "Sleutel"),
    _colleague(CLERK, "Bea", "Balie"),
    _colleague("assessor", "Vera", "Oordeel"),
    _assessor(1, "Wim", "Weegschaal", "a second one"),
    _assessor(2, "Lies", "Loodlijn", "a third one"),
    _assessor(3, "Daan", "Dubbelblik", "a fourth one"),
    _colleague("identity-checker", "Ivo", "Kijkgoed"),
    _colleague("finance", "Frank", "Dubbeltje"),
    _colleague("cpe-reviewer", "Cora", "Punten"),
    _colleague("cpe-auditor", "Aart", "Steekproef"),
    _colleague("conduct-officer", "Gerda", "Luisterend-Oor"),
    _colleague("committee-member", "Karel", "van der Commissie"),
    Person(
        key=demonstration_conduct.SECOND,
        given="Mina",
        family="Meeweegt",
        shows="a second one",
        roles=("committee-member",),
        second_factor=True,
    ),
    _colleague("board-member", "Hilde", "Bestuur"),
    _colleague("privacy-officer", "Petra", "Geheim"),
    _colleague("observer", "Otto", "Toeschouwer"),
    Person(
        key=demonstration_exams.COLLEAGUE,
        given="Bob",
        family="Achterkant",
        shows="a second one",
        roles=(CLERK,),
        second_factor=True,
    ),
    Person(
        key="unfinished",
        given="Pim",
        family="Zonderslot",
        roles=("finance",),
    ),
    Person(key="applicant", given="Noor", family="Voorbeeld"),
    Person(key="awarded", given="Sanne", family="Geslaagd", shows="title just awarded"),
    Person(key="accepted", given="Koen", family="Aangenomen", shows="accepted, everything is left to do"),
    Person(key="scanned", given="Mo", family="Handtekening", shows="accepted, the scan is left to be looked at"),
    Person(key="lapsing", given="Lotte", family="Bijna-Te-Laat", shows="accepted, lapses soon"),
    Person(key="rejected", given="Bram", family="Teruggelegd", shows="rejected, and objections"),
    Person(
        key="member",
        given="Teun",
        family="Proefpersoon",
        member_since=date(2024, 1, 1),
        contact=Contact(
            address="Verzonnenstraat 12",
            postal_code="0000 AA",
            town="Nergenshuizen",
            country="Nederland",
            phone="+31 00 000 0012",
        ),
        second_factor=True,
    ),
    Person(key="one-name", given="Tanpamarga", shows="one name", member_since=date(2024, 7, 1)),
    Person(
        key="greek",
        given="Ελένη",
        family="Παραδειγματίδου",
        shows="Greek",
        member_since=date(2025, 2, 28),
        contact=Contact(address="Οδός Παραδείγματος 7", postal_code="000 00", town="Πουθενά", country="Ελλάδα"),
    ),
    Person(
        key="cyrillic",
        given="Олена",
        family="Прикладенко",
        shows="Cyrillic",
        member_since=date(2025, 5, 5),
        contact=Contact(address="вул. Прикладна, 3, кв. 14", postal_code="00000", town="Ніде", country="Україна"),
    ),
    Person(
        key="arabic",
        given="ليلى",
        family="المثال",
        shows="Arabic",
        member_since=date(2025, 9, 1),
        contact=Contact(address="شارع المثال ٥", town="مدينة الخيال", country="الأردن"),
    ),
    Person(
        key="chinese",
        given="王小样",
        shows="Chinese, family name first as one name",
        member_since=date(2026, 1, 15),
        contact=Contact(
            address="虚构路 8 号\n样例楼 3 单元 201 室", postal_code="000000", town="无名市", country="中国"
        ),
    ),
    Person(
        key="diacritics",
        given="Žofie",
        family="Ukázková-Đorđević",
        shows="Latin with diacritics",
        member_since=date(2026, 3, 31),
    ),
    _holder("renamed", "Fleur", "Trouwlustig", "a new name that waits"),
    _holder("long-name", *demonstration_certificates.LONG, "a name of three lines"),
    _holder("hanzi", "李范例", "", "Chinese, in the public register"),
    _holder("unreadable", "Merel", "Zonderletter \u0378", "a character that is none yet, so that no font has it"),
    Person(
        key=demonstration_conduct.PEER,
        given="Pien",
        family="Gelijke",
        shows="a peer on committees of conduct",
        member_since=date(2025, 3, 1),
        second_factor=True,
    ),
    _holder(demonstration_conduct.REVOKED, "Rutger", "Misbruik", "every title revoked for a breach of the code"),
    *(_holder(one.key, one.given, one.family, one.shows) for one in demonstration_cycles.STANDS),
)


class NotADemonstrationError(DomainError):
    """This portal holds real people, no password was given, or somebody else took an invented person's address."""


def seed(*, password: str, at: datetime) -> None:
    """Bring in everybody in ``PEOPLE``, with verified addresses, roles, second factors and register rows; then do a
    night, once.

    Safe to repeat. Raises ``NotADemonstrationError`` in production, or when the password is shorter than 12.
    """
    require_demonstration(password)
    _bring_in(password, at=at)
    demonstration_cycles.night(at=at)


@transaction.atomic
def _bring_in(password: str, *, at: datetime) -> None:
    secret = make_password(password)
    matches: dict[str, bool] = {}
    users: dict[str, User] = {}
    for person in PEOPLE:
        users[person.key] = _account(person, password, secret, matches, at)
    for person in PEOPLE:
        if person.key != ADMINISTRATOR:
            accounts.set_roles(users[person.key], person.roles, by=users[ADMINISTRATOR], at=at)
    for person in PEOPLE:
        _register(person, users[person.key], clerk=users[CLERK], at=at)
    demonstration_money.terms()
    demonstration_titles.hold(users, at=at)
    demonstration_certificates.show(users, at=at)
    demonstration_import.bring_in(users, at=at)
    cycles = {one.key for one in demonstration_cycles.STANDS}
    demonstration_bank.bring_in({key: user for key, user in users.items() if key not in cycles}, at=at)
    _mails(users, at=at)
    _rules(users[CLERK], at=at)
    demonstration_cpe.report(users, at=at)
    demonstration_import.bring_claims_in(users, at=at)
    demonstration_events.plan(users, at=at)
    demonstration_help.ask(users, users[CLERK], at=at)
    demonstration_cpe.preview(users[CLERK], at=at)
    demonstration_exams.claim(users, at=at)
    demonstration_applications.apply(users, at=at)
    demonstration_stages.show(users, at=at)
    demonstration_decisions.show(users, at=at)
    demonstration_cycles.show(users, at=at)
    demonstration_conduct.show(users, at=at)
    demonstration_erasure.ask(users, at=at)


def _mails(users: dict[str, User], *, at: datetime) -> None:
    """Something on the lists of mails: who has an app was told so, once; and one address does not take our mail."""
    for person in PEOPLE:
        if person.second_factor:
            mail = outbox.Mail(to=person.email, about="demonstration", person=users[person.key])
            outbox.queue(KINDS["mfa.totp_activated"], mail, at=at)
    comms.note_bounce(address=BOUNCING, status="5.1.1", report="demonstration", message=None, at=at)


def _rules(clerk: User, *, at: datetime) -> None:
    """Rules for next year that wait for a second person, once: what visitors do with them stays done."""
    if PolicyVersion.objects.exclude(effective_on=BEGINNING).exists():
        return
    draft = cpe.copy(PolicyVersion.objects.get(effective_on=BEGINNING), by=clerk, at=at)
    with cpe.changing(draft.pk, by=clerk, at=at) as version:
        version.summary = (
            "Podcasts bring a credit more a year, and mentors up to twelve. Seminars and conferences bring at most six."
        )
        version.save()
        for key, year_cap in (("podcast", 6), ("mentoring", 12), ("seminar-conference", 6)):
            activity = version.activities.get(key=key)
            activity.year_cap = Decimal(year_cap)
            activity.save()
    cpe.put_forward(draft.pk, by=clerk, at=at)


def require_demonstration(password: str) -> None:
    """Raise ``NotADemonstrationError`` where invented people have no place, or their password is too short."""
    if settings.PRODUCTION:
        raise NotADemonstrationError(
            "Invented people are for demonstrations only: set SECO_MODE to demonstration, on a portal of its own."
        )
    if len(password) < 12:
        raise NotADemonstrationError(
            "SECO_DEMO_PASSWORD must hold the password of the invented people, 12 characters or more."
        )


def _account(person: Person, password: str, secret: str, matches: dict[str, bool], at: datetime) -> User:
    """The person's account with the printed password, a verified address, and a second factor or none as meant.

    Whoever only typed the address into an account of their own is somebody else: that account is left alone.
    """
    user = _known([person.email]).get(person.email) or _new_account(person, at)
    if user.has_usable_password() and user.password not in matches:
        matches[user.password] = check_password(password, user.password)
    if not (matches.get(user.password) and user.is_active):
        user.password, user.is_active = secret, True
        user.save(update_fields=["password", "is_active"])
    _second_factor(person, user)
    return user


def _new_account(person: Person, at: datetime) -> User:
    if User.objects.filter(email=person.email).exists():
        raise NotADemonstrationError(
            f"{person.email} is the address of an account that never confirmed it. Begin again with fresh data."
        )
    make = User.objects.create_superuser if person.key == ADMINISTRATOR else User.objects.create_user
    user = make(person.email, given_name=person.given, family_name=person.family, joined_at=at)
    EmailAddress.objects.create(user=user, email=person.email, primary=True, verified=True)
    return user


def _known(emails: list[str]) -> dict[str, User]:
    """The accounts that confirmed these addresses, by address."""
    confirmed = EmailAddress.objects.filter(email__in=emails, verified=True).select_related("user")
    return {address.email: address.user for address in confirmed}


def _second_factor(person: Person, user: User) -> None:
    """A one-time code with its recovery codes, or nothing at all where the person is there to show just that."""
    factors = Authenticator.objects.filter(user=user)
    if not person.second_factor:
        factors.delete()
        return
    if not factors.filter(type=Authenticator.Type.TOTP).exists():
        totp.TOTP.activate(user, totp.generate_totp_secret())
    RecoveryCodes.activate(user)


def _register(person: Person, user: User, *, clerk: User, at: datetime) -> None:
    """The person's row in the register, since their first title; an address is written once: visitors may change it."""
    if person.member_since is None:
        return
    first_award = demonstration_titles.first_award(person.key, at=at)
    on = min(first_award or person.member_since, person.member_since)
    member = members.register_member(user, on=on, by=clerk, at=at)
    if person.contact is not None and member.contact_changed_at is None:
        members.update_contact(member, contact=person.contact, by=clerk, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One line of the sign-in list; ``code`` is the one-time code of the moment, empty without one."""

    role: str
    name: str
    email: str
    code: str


def sign_ins(*, at: datetime) -> list[SignIn]:
    """Everybody who was brought in, in the table's order, with the one-time codes of ``at`` (2 queries)."""
    users = _known([person.email for person in PEOPLE])
    second = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    factors = list(second.filter(user__in=users.values()))
    protected = {factor.user_id for factor in factors}
    codes = {factor.user_id: _code(factor, at) for factor in factors if factor.type == Authenticator.Type.TOTP}
    return [
        SignIn(
            role=person.role(has_second_factor=user.pk in protected),
            name=str(user),
            email=person.email,
            code=codes.get(user.pk, ""),
        )
        for person in PEOPLE
        if (user := users.get(person.email))
    ]


def seconds_left(*, at: datetime) -> int:
    """How long the codes of ``at`` are still the current ones."""
    return CODE_SECONDS - int(at.timestamp()) % CODE_SECONDS


def _code(factor: Authenticator, at: datetime) -> str:
    secret = get_adapter().decrypt(factor.data["secret"])
    return totp.format_hotp_value(totp.hotp_value(secret, int(at.timestamp()) // CODE_SECONDS))
