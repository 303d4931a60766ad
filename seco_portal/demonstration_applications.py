"""Invented people who apply for officer titles: an application in every state, and appointments to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from accounts.models import User
from applications import documents, selectors, services
from applications.enums import ApplicationState, IdentityWay, SignedHow, Standpoint
from applications.models import Application, Appointment
from applications.selectors.form import form_of
from applications.services import copies, files, identity, references
from applications.services.references import Named, Said
from applications.shelves import RESUME, SCAN, SUPPLEMENT
from common.calendar import HERE, add_months, add_working_days, local_day
from members import services as members
from members.models import DocumentVersion, Title
from members.selectors import agreements as document_selectors
from seco_portal.demonstration_cards import card
from seco_portal.demonstration_papers import send_paper

CHECKER: Final = "identity-checker"
CLERK: Final = "back-office"
GUIDE: Final = "application-guide"
SAID: Final = "each is judged alone."
NOW_SAID: Final = "each is judged alone, on its own references."
PLACES: Final = {
    IdentityWay.VIDEO: "https://video.demo.example/identity",
    IdentityWay.IN_PERSON: "Voorbeeldhuis, Verzonnenlaan 1, Nergenshuizen",
}
HOURS: Final = {IdentityWay.VIDEO: (9, 10, 15), IdentityWay.IN_PERSON: (13,)}
DAYS_OFFERED: Final = (2, 4, 7)
"""Working days from today on which appointments are offered."""


class Person(NamedTuple):
    """Somebody who can confirm."""

    name: str
    organisation: str
    role: str
    email: str


NAMED: Final = (
    Person("Iris Meetlat", "Voorbeeld Verzekeringen B.V.", "Director of operations", "iris@verzekeringen.example"),
    Person("Joost Peilstok", "Voorbeeld Verzekeringen", "Head of internal audit", "joost@verzekeringen.example"),
    Person("Mira Steekhoudend", "Bedachte Bank", "Board member", "mira@bank.example"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One application: how far its form is (parts filled in), and what became of it so many days ago."""

    person: str
    code: str
    ago: int
    years: int = 8
    people: int = 3
    named: tuple[Person, ...] = NAMED
    whole: bool = True
    supplement: bool = True
    way: IdentityWay | None = IdentityWay.VIDEO
    books: bool = False
    covers_name: bool = False
    state: ApplicationState = ApplicationState.DRAFT
    signed: SignedHow = SignedHow.PORTAL


APPLICATIONS: Final = (
    Shown(person="applicant", code="S-CISO", ago=3, people=2, way=None),
    Shown(person="applicant", code="S-CCMO", ago=12, books=True, state=ApplicationState.SUBMITTED),
    Shown(person="one-name", code="S-CBCO", ago=0, years=0, people=0, whole=False, way=None),
    Shown(person="greek", code="S-CISO", ago=1, books=True),
    Shown(person="cyrillic", code="S-CITSO", ago=178, years=3, people=1, whole=False, way=None),
    Shown(
        person="arabic",
        code="S-CDPO",
        ago=6,
        years=3,
        way=IdentityWay.IN_PERSON,
        state=ApplicationState.SUBMITTED,
        signed=SignedHow.SCAN,
    ),
    Shown(person="diacritics", code="S-CBCO", ago=20, state=ApplicationState.WITHDRAWN),
)

ABOUT: Final = {
    "address": "Verzonnenstraat 7",
    "postal_code": "0000 AB",
    "town": "Nergenshuizen",
    "country": "Nederland",
    "phone": "+31 00 000 0007",
}
LEVEL: Final = (
    "I answer to the board for the whole programme: its budget, its risks, and which of them we accept. I chair the "
    "committee in which the directors decide, and prepare what they decide on.\n\n"
    "Before that I advised the board from outside. They followed the advice to close two services, against the wish of "
    "sales."
)
ACCOMPLISHMENT: Final = (
    "When I came, a finding stayed open for ninety days. I gave every director a share of them and a monthly figure, "
    "and moved the budget from tools to people who mend. After a year it was twelve days, and has stayed there.\n\n"
    "I brought about that no project begins without a look at what it may break: 43 projects in three years, of which "
    "two were stopped."
)


def apply(users: Mapping[str, User], *, at: datetime) -> None:
    """Offer appointments, write the applications, and publish a guide for next year; what is there is left alone."""
    _publish_guide(users[CLERK], at)
    if not Appointment.objects.exists():
        _offer(users[CHECKER], at)
    titles = {title.code: title for title in selectors.officer_titles()}
    known = set(Application.objects.values_list("person", "title__code"))
    for shown in APPLICATIONS:
        if (users[shown.person].pk, shown.code) not in known:
            write(shown, users[shown.person], titles[shown.code], at)


def _publish_guide(clerk: User, at: datetime) -> None:
    """One more version of the guide for applicants, so that there is something to compare."""
    versions = DocumentVersion.objects.filter(document__key=GUIDE)
    if versions.count() == 1:
        first = versions.get()
        members.publish_version(
            first.document_id,
            label=f"{local_day(at).year + 1}",
            first_day=local_day(at) + timedelta(days=30),
            text=first.text.replace(SAID, NOW_SAID),
            after=first.label,
            by=clerk,
            at=at,
        )


def _offer(checker: User, at: datetime) -> None:
    for way, hours in HOURS.items():
        days = [add_working_days(local_day(at), count, ()) for count in DAYS_OFFERED]
        starts = [datetime.combine(day, time(hour), HERE) for day in days for hour in hours]
        identity.offer(checker, starts, way=way, minutes=20, place=PLACES[way], by=checker, at=at)


def write(shown: Shown, person: User, title: Title, now: datetime) -> Application:
    """One application, and everything that happened to it."""
    at = now - timedelta(days=shown.ago)
    row = services.start(person, title, by=person, at=at)
    if shown.years:
        _work(row, shown.years, at)
    if shown.whole:
        said = {**ABOUT, "level": LEVEL, "accomplishment": ACCOMPLISHMENT}
        services.save_part(row, {**said, **_contact_kept(row)}, by=person, at=at)
        _send(row, RESUME, "Résumé", at)
        if shown.supplement:
            _send(row, SUPPLEMENT, "Supplement to the résumé", at)
    for who in shown.named[: shown.people]:
        _name(row, who, at=at)
    if shown.people >= len(NAMED):
        alike = form_of(row, at).look_alikes
        one = Said(differ=False, words="The same insurer; its name was written with and without the legal form.")
        references.answer_organisations(row, dict.fromkeys(alike, one), by=person, at=at)
    if shown.way == IdentityWay.COPY:
        copies.send(row, card(row.name, covers_name=shown.covers_name), by=person, at=at)
    elif shown.way is not None:
        slot = Appointment.objects.free(now).filter(way=shown.way).first() if shown.books else None
        identity.choose(row, shown.way, slot.pk if slot else None, by=person, at=at)
    if shown.state != ApplicationState.DRAFT:
        _submit(row, shown, at)
    if shown.state == ApplicationState.WITHDRAWN:
        services.withdraw(row, by=person, at=at + timedelta(days=4))
    return row


def _contact_kept(row: Application) -> dict[str, str]:
    """What the register knew already is not written over."""
    return {name: kept for name in ABOUT if (kept := getattr(row, name))}


def _work(row: Application, years: int, at: datetime) -> None:
    """Two jobs that overlap, the later one still running, and one in another field."""
    today = local_day(at)
    began = add_months(date(today.year, today.month, 1), -12 * years)
    common: dict[str, Any] = {"begins_by_month": True, "share": 100}
    jobs = (
        {
            "organisation": "Voorbeeld Verzekeringen B.V.",
            "role": "Head of security and continuity",
            "standpoint": Standpoint.INSIDE.value,
            "begins_on": add_months(began, 5 * years),
            "ends_on": None,
            "ends_by_month": False,
            "in_field": True,
            "at_level": True,
            "responsibility": "The programme, its budget, a team of nine, and what the board decides about risk.",
        },
        {
            "organisation": "Bedachte Bank",
            "role": "Adviser to the board",
            "standpoint": Standpoint.OUTSIDE.value,
            "begins_on": began,
            "ends_on": add_months(began, 7 * years) - timedelta(days=1),
            "ends_by_month": True,
            "in_field": True,
            "at_level": True,
            "share": 60,
            "responsibility": "Advice on every change above the limit; none was decided without it.",
        },
        {
            "organisation": "Nergens College",
            "role": "Teacher of mathematics",
            "standpoint": Standpoint.INSIDE.value,
            "begins_on": add_months(began, -36),
            "ends_on": began - timedelta(days=1),
            "ends_by_month": True,
            "in_field": False,
            "at_level": False,
            "responsibility": "",
        },
    )
    for job in jobs:
        services.add_position(row, {**common, **job}, by=row.person, at=at)


def _name(row: Application, who: Person, *, at: datetime) -> None:
    relation = "We worked together for four years; I reported to them, or they to me."
    said = Named(**who._asdict(), phone="", relation=relation, agreed=True)
    references.add_reference(row, said, by=row.person, at=at)


def _send(row: Application, shelf: str, heading: str, at: datetime) -> None:
    sent = send_paper(heading, row.name, shelf=shelf, owner=row.person, at=at)
    files.put_document(row, sent, by=row.person, at=at)


def _submit(row: Application, shown: Shown, at: datetime) -> None:
    """Signed in the portal, or on the printed form."""
    person, later = row.person, at + timedelta(hours=1)
    fresh = Application.objects.get(pk=row.pk)
    seen = documents.sheet_of(fresh, later).fingerprint
    if shown.signed == SignedHow.PORTAL:
        asked = document_selectors.to_agree(person, local_day(later))
        services.sign(fresh, name=fresh.name, seen=seen, agree_to=asked, short_term=True, by=person, at=later)
        return
    services.prepare(fresh, seen=seen, by=person, at=later)
    scan = send_paper("Signed form", fresh.name, shelf=SCAN, owner=person, at=later)
    services.submit_scan(fresh, scan, short_term=True, by=person, at=later)
