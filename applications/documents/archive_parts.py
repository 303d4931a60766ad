"""What stands in the archive of an application, part by part, in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications import history_words, words
from applications.documents.archive import LANGUAGE, ArchiveSheet
from applications.documents.archive_documents import Kept, documents_of
from applications.documents.archive_judging import decided, declared, finalised, found, identified, objected
from applications.documents.archive_words import colleague, day, grouped, moment, set_aside, yes_no
from applications.models import Application, Question, Reference
from applications.models.intake import STATES
from applications.selectors.clock import REACH, pauses_of
from applications.selectors.form import Form, form_of
from applications.selectors.history import lines_about
from applications.selectors.questions import questions_of
from applications.selectors.references import people_of
from common.calendar import ANSWER_DAYS, answer_day, local_day
from common.sections import Entry, Section, said, section
from common.selectors import closed_days


def archive_sheet(row: Application, ended_at: datetime) -> ArchiveSheet:
    """All that an application came to, as it stands (about 40 queries, whatever is in it)."""
    with translation.override(LANGUAGE):
        form = form_of(row, row.submitted_at or ended_at)
        questions = questions_of(row)
        documents = documents_of(row, questions)
        return ArchiveSheet(
            reference=row.reference,
            title=str(row.title),
            name=row.name,
            outcome=str(capfirst(row.get_state_display())),
            ended=local_day(ended_at),
            sections=tuple(_sections(row, form, questions, documents, ended_at)),
            within=tuple(kept.within for kept in documents if kept.within),
        )


def _sections(
    row: Application, form: Form, questions: list[Question], documents: list[Kept], ended_at: datetime
) -> Iterator[Section]:
    people = people_of(row)
    yield section("form", _("The form as it was signed"), _form(row, form))
    yield section("documents", _("Documents in this file"), [kept.entry for kept in documents])
    yield section("references", _("References"), [entry for person in people for entry in _person(person)])
    yield section("questions", _("Questions and answers"), [_question(question) for question in questions])
    yield section("course", _("Stages and clock"), _course(row, questions, ended_at))
    yield section("interests", _("Declarations of interest"), declared(row))
    yield section("findings", _("Findings"), found(row))
    yield section("decision", _("Decision and letter"), decided(row))
    yield section("objection", _("Objection"), objected(row))
    yield section("identity", _("Identity"), identified(row))
    yield section("finalisation", _("From acceptance to award"), finalised(row))
    yield section("history", _("What happened"), _history(row))


def _form(row: Application, form: Form) -> Iterator[Entry]:
    place = " ".join(filter(None, (row.postal_code, row.town)))
    yield Entry(
        heading=_("Signature"),
        pairs=said(
            (_("Signed as"), row.signed_name),
            (_("Signed"), row.get_signed_how_display()),
            (_("Submitted"), moment(row.submitted_at)),
            (_("SHA-256 of the form"), grouped(row.form_sha256)),
            (_("SHA-256 of what it says"), grouped(row.content_sha256)),
            (_("Scan looked at"), moment(row.scan_checked_at)),
            (_("by"), colleague(row.scan_checked_by) if row.scan_checked_at else ""),
            (_("Term"), _("Submitted with less than five years.") if row.short_term else ""),
        ),
    )
    yield Entry(
        heading=_("About the applicant"),
        pairs=said(
            (_("Given name"), row.given_name),
            (_("Family name"), row.family_name),
            (_("E-mail address"), row.person.email),
            (_("Telephone"), row.phone),
            (_("Address"), ", ".join(filter(None, (*row.address.splitlines(), place, row.country)))),
            (_("Identity check"), row.get_identity_way_display()),
        ),
    )
    yield Entry(
        heading=_("Sums"),
        pairs=said(
            (_("In the field"), words.length(form.term.length)),
            (_("At level"), words.length(form.term.at_level)),
            (_("Together"), words.term(form.term)),
        ),
    )
    for position, period in words.jobs(form.positions):
        counts = (
            position.get_standpoint_display(),
            _("in the field") if position.in_field else _("not in the field"),
            _("at level") if position.at_level else _("not at level"),
            _("%(share)d %% of full time") % {"share": position.share},
        )
        yield Entry(
            heading=", ".join(filter(None, (position.role, position.organisation))),
            when=" · ".join([period, *map(str, counts)]),
            texts=said((_("Responsibility"), position.responsibility)),
        )
    yield Entry(heading=_("Level"), texts=said(("", row.level)))
    yield Entry(heading=_("Accomplishment"), texts=said(("", row.accomplishment)))
    for names, answer in form.told:
        differ = _("Different organisations, says the applicant") if answer.differ else ""
        yield Entry(
            heading=", ".join(names),
            when=differ or _("One organisation, says the applicant"),
            texts=said(("", answer.words)),
        )


def _person(person: Reference) -> Iterator[Entry]:
    instead = person.replaces.name if person.replaces else ""
    yield Entry(
        heading=person.name,
        when=", ".join(filter(None, (person.role, person.organisation))),
        pairs=said(
            (_("Stands"), capfirst(person.get_state_display())),
            (_("Named"), moment(person.added_at)),
            (_("Named instead of"), instead),
            (_("Asked"), moment(person.asked_at)),
            (_("Form opened"), moment(person.opened_at)),
            (_("Mail came back"), moment(person.returned_at)),
            (_("Ended"), moment(person.ended_at)),
            (_("Why not"), person.get_declined_display()),
        ),
        texts=said((_("How they know the applicant, as the applicant wrote"), person.relation)),
    )
    answer = getattr(person, "answer", None)
    if answer is None:
        return
    yield Entry(
        heading=_("Answer of %(name)s") % {"name": answer.name},
        when=f"{answer.role} · {moment(answer.given_at)}",
        texts=said(
            (_("How they know the applicant"), answer.relation),
            *((_statement(one), one.words or "–") for one in answer.statements.all()),
            (_("Anything else"), answer.remarks),
        ),
    )
    judgement = getattr(answer, "judgement", None)
    if judgement is not None:
        who = colleague(judgement.judged_by)
        yield Entry(
            heading=_("Judged"),
            when=" · ".join(filter(None, (who, moment(judgement.judged_at), set_aside(person.judge_interested_since)))),
            pairs=said(
                (_("Genuine"), yes_no(judgement.genuine)),
                (_("Why"), judgement.genuine_words),
                (_("Convinces"), yes_no(judgement.convinces)),
                (_("Why it convinces or not"), judgement.convinces_words),
            ),
        )


def _statement(one: Any) -> str:
    told = [capfirst(one.get_criterion_display()), str(one.get_says_display())]
    return " · ".join(filter(None, [*map(str, told), words.known(one.known_from, one.known_until)]))


def _question(question: Question) -> Entry:
    asked = colleague(question.asked_by) if question.asked_by else _("The portal itself")
    return Entry(
        heading=str(capfirst(question.get_kind_display())),
        when=f"{moment(question.asked_at)} · {asked} · {dict(STATES)[question.stage]}",
        texts=said((_("Question"), question.text), (_("Answer"), question.answer)),
        pairs=said((str(capfirst(question.get_state_display())), moment(question.ended_at))),
    )


def _course(row: Application, questions: list[Question], ended_at: datetime) -> Iterator[Entry]:
    yield Entry(
        heading=_("Stages"),
        pairs=said(
            (_("Begun"), moment(row.started_at)),
            (_("Submitted"), moment(row.submitted_at)),
            (_("Screening began"), moment(row.screening_at)),
            (_("References asked"), moment(row.references_at)),
            (_("Assessment opened"), moment(row.assessment_at)),
            (_("Why it was opened early"), row.opened_early),
            (_("Decided"), moment(row.decided_at)),
            (_("Withdrawn"), moment(row.withdrawn_at)),
            (_("Ended"), moment(ended_at)),
        ),
    )
    if row.submitted_at is None:
        return
    received, until = local_day(row.submitted_at), local_day(row.withdrawn_at or row.decided_at or ended_at)
    ran = answer_day(received, until, closed=closed_days(received - REACH, until + REACH), pauses=pauses_of(questions))
    yield Entry(
        heading=_("Clock"),
        pairs=said(
            (_("First day named for the answer"), day(row.first_due_on)),
            (_("Named anew last"), day(row.promised_on)),
            (_("Ran until"), day(until)),
            (_("Working days"), _("%(ran)d of %(all)d") % {"ran": ran, "all": ANSWER_DAYS}),
            *(
                (
                    _("Stood still from"),
                    _("%(first)s until the day before %(last)s") % {"first": day(a), "last": day(b)},
                )
                for a, b in pauses_of(questions)
            ),
        ),
    )


def _history(row: Application) -> list[Entry]:
    """What the audit log tells of the application and of the people it names, in words (3 queries)."""
    lines = lines_about(row).filter(act__startswith="applications.")
    told = history_words.told(row, sorted(lines, key=lambda line: line.pk))
    return [Entry(pairs=tuple((moment(line.at), f"{line.by} · {line.what}") for line in told))] if told else []
