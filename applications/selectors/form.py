"""The form of an application with all that follows from it: sums, counts, what is lacking."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.selectors import addresses_of
from applications.enums import IdentityWay, Part, Progress, QuestionKind
from applications.models import Application, Appointment, OrganisationAnswer, Position, Reference
from applications.rules.organisations import Colleague, Names, look_alikes, organisations, same
from applications.rules.progress import Facts, Lack, lacks, progress
from applications.rules.replacing import COUNTED
from applications.rules.term import Term, term
from applications.selectors.copies import keeps_none
from applications.selectors.references import may_confirm, people_of
from common.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An application as it stands at a moment."""

    application: Application
    on: date
    positions: tuple[Position, ...]
    references: tuple[Reference, ...]
    answers: tuple[OrganisationAnswer, ...]
    appointment: Appointment | None
    look_alikes: tuple[Names, ...]
    unanswered: tuple[Names, ...]
    own: frozenset[int]
    organisations: int
    term: Term
    lacks: dict[Part, tuple[Lack, ...]]
    progress: dict[Part, Progress]

    @property
    def people(self) -> int:
        """How many references there are."""
        return len(self.references)

    @property
    def told(self) -> tuple[tuple[tuple[str, ...], OrganisationAnswer], ...]:
        """The answers about names that look alike, each beside the names as they were typed."""
        return tuple((self.spelled(answer.group), answer) for answer in self.answers)

    def spelled(self, names: Names) -> tuple[str, ...]:
        """Names that look alike as they were typed, each once."""
        typed = (row.organisation for row in self.references if same(row.organisation) in names)
        return tuple(dict.fromkeys(typed))

    @property
    def complete(self) -> bool:
        """Whether nothing keeps it from being signed."""
        return not any(self.lacks.values())

    @property
    def parts_complete(self) -> int:
        """How many parts lack nothing."""
        return sum(not lacking for lacking in self.lacks.values())


def form_of(application: Application, at: datetime) -> Form:
    """The form as it stands (5 queries, one more where a masked copy was chosen)."""
    on = local_day(at)
    positions = tuple(application.positions.all())
    references = tuple(application.references.all())
    answers = tuple(application.organisation_answers.all())
    appointment = Appointment.objects.filter(application=application).first()
    own = addresses_of(application.person)
    people = [reference.colleague for reference in references]
    alike = tuple(look_alikes(people))
    differ = {answer.group: answer.differ for answer in answers}
    mine = frozenset(row.pk for row in references if row.email.casefold() in own)
    facts = Facts(
        name=bool(application.name),
        address=bool(application.address),
        town=bool(application.town),
        country=bool(application.country),
        phone=bool(application.phone),
        positions=len(positions),
        unnamed=sum(not row.named for row in positions),
        in_field=sum(row.in_field for row in positions),
        without_responsibility=sum(row.at_level and not row.responsibility for row in positions),
        level=bool(application.level),
        accomplishment=bool(application.accomplishment),
        people=len(references),
        organisations=organisations(people, differ),
        unanswered=sum(names not in differ for names in alike),
        without_consent=sum(row.agreed_at is None for row in references),
        own_addresses=len(mine),
        resume=application.resume_id is not None,
        way=bool(application.identity_way),
        appointment_over=appointment is not None and appointment.starts_at <= at,
        without_copy=application.identity_way == IdentityWay.COPY and keeps_none(application, at),
    )
    return Form(
        application=application,
        on=on,
        positions=positions,
        references=references,
        answers=tuple(answer for answer in answers if answer.group in alike),
        appointment=appointment,
        look_alikes=alike,
        unanswered=tuple(names for names in alike if names not in differ),
        own=mine,
        organisations=facts.organisations,
        term=term([row.job for row in positions], on),
        lacks=lacks(facts),
        progress=progress(facts),
    )


def counted(application: Application, typed: Colleague | None, *, instead_of: int) -> tuple[int, int]:
    """How many people of how many organisations, with one who is being ``typed``, instead of a kept one (3 queries).

    People who declined, ended, withdrew or were replaced count no longer; where another reference is needed, neither
    do those whose answer confirms nothing (6 queries).
    """
    rows = list(application.references.filter(state__in=[state.value for state in COUNTED]))
    if application.questions.open().filter(kind=QuestionKind.REFERENCE.value).exists():
        rows = may_confirm(people_of(application))
    people = [row.colleague for row in rows if row.pk != instead_of] + ([typed] if typed else [])
    differ = {answer.group: answer.differ for answer in application.organisation_answers.all()}
    return len(people), organisations(people, differ)
