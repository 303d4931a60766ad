"""What stands in the archive of an application about its judging: from declarations to the award."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications import finalising_words, letter_words
from applications.documents.archive_words import colleague, day, moment, set_aside
from applications.enums import Answer, DecisionState, Item
from applications.models import Application, Decision, IdentityCheck, Interest, Objection
from applications.rules.objecting import open_until
from applications.selectors.finalising import found_for
from applications.selectors.judging import assessments_of, decisions_of
from common.calendar import local_day
from common.sections import Entry, said


def declared(row: Application) -> list[Entry]:
    """Who declared what before they saw the content (1 query)."""
    rows = Interest.objects.filter(application=row).select_related("person")
    return [
        Entry(
            heading=colleague(one.person),
            when=moment(one.declared_at),
            pairs=said((_("Interest"), _("yes") if one.interested else _("none")), (_("Which"), one.words)),
        )
        for one in rows
    ]


def found(row: Application) -> list[Entry]:
    """What each colleague found about each criterion, with the notes for colleagues (2 queries)."""
    return [
        Entry(
            heading=colleague(look.assessor),
            when=" · ".join(filter(None, (moment(look.changed_at), set_aside(look.interested_since)))),
            texts=said(
                *(
                    (
                        f"{capfirst(one.get_criterion_display())} · {one.get_finding_display()}",
                        ". ".join(filter(None, (str(capfirst(one.get_reason_display())), one.words))),
                    )
                    for one in look.verdicts.all()
                ),
                (_("Notes for colleagues"), look.notes),
            ),
        )
        for look in assessments_of(row)
    ]


def decided(row: Application) -> Iterator[Entry]:
    """What was proposed, by whom, and what came of it; then the letter, whether it went out or not (2 queries)."""
    for decision in decisions_of(row):
        about = _("About the objection: %(answer)s") if decision.on_objection else "%(answer)s"
        proposed, by = moment(decision.proposed_at), colleague(decision.proposed_by)
        who = colleague(decision.decided_by or decision.proposed_by)
        second = f"{who} · {moment(decision.decided_at)}" if decision.decided_at else ""
        yield Entry(
            heading=str(capfirst(about % {"answer": decision.get_answer_display()})),
            pairs=said(
                (_("Proposed"), f"{by} · {proposed}"),
                (capfirst(decision.get_state_display()) if second else "", second),
                (_("Why it was sent back"), decision.sent_back),
            ),
        )
        yield _letter(row, decision)


def _letter(row: Application, decision: Decision) -> Entry:
    """What the applicant was told; of a proposal that was not confirmed, what they would have been told."""
    sent = decision.state == DecisionState.CONFIRMED
    on = local_day(decision.decided_at) if decision.decided_at and sent else None
    grounds = letter_words.grounds([[one.criterion, one.reason, one.words] for one in decision.grounds.all()])
    rejects = decision.answer == Answer.REJECT
    told = _("Your application is not accepted") if rejects else _("Your application is accepted")
    until = day(open_until(on)) if rejects and on and not decision.on_objection else ""
    return Entry(
        heading=_("The letter to the applicant") if sent else _("Its letter, which did not go out"),
        when=" · ".join(filter(None, (told, day(on)))),
        texts=said(
            *((one["criterion"], " ".join(filter(None, (one["sentence"], one["words"])))) for one in grounds),
            (_("What we wanted to add"), decision.words),
            (_("What would help"), decision.advice),
        ),
        pairs=said((_("May try again from"), day(decision.again_on)), (_("Objection until"), until)),
    )


def objected(row: Application) -> list[Entry]:
    """The one objection, and what became of it (1 query)."""
    one = Objection.objects.filter(application=row).first()
    if one is None:
        return []
    return [
        Entry(
            heading=str(capfirst(one.get_state_display())),
            when=" · ".join(filter(None, (moment(one.made_at), moment(one.ended_at)))),
            texts=said((_("In the applicant's words"), one.words), (_("Reason of the outcome"), one.outcome_words)),
        )
    ]


def identified(row: Application) -> list[Entry]:
    """Verdicts about the identity; nothing of a document is kept with them (1 query)."""
    rows = IdentityCheck.objects.filter(application=row).select_related("checker")
    return [
        Entry(
            heading=str(capfirst(one.get_verdict_display())),
            when=f"{colleague(one.checker)} · {moment(one.checked_at)}",
            pairs=said(
                (_("How"), one.get_way_display()),
                (_("Kind of document"), one.get_document_display()),
                (_("What the copy lacked"), one.get_failure_display()),
                (_("Why"), one.words),
            ),
        )
        for one in rows
    ]


def finalised(row: Application) -> list[Entry]:
    """The four facts with the moment of each, and what they led to (about 15 queries)."""
    found = found_for(row)
    if found is None:
        return []
    one, facts = found.row, found.facts
    return [
        Entry(
            pairs=said(
                (_("Accepted"), moment(one.began_at)),
                (_("To be complete by"), day(found.last)),
                *((str(finalising_words.ITEMS[item]), moment(facts.get(item)) or _("not there")) for item in Item),
                (_("Invoice of the first year"), one.invoice.number if one.invoice else ""),
                (_("Title awarded"), str(one.credential or "")),
                (_("Awarded or lapsed"), moment(one.ended_at)),
            )
        )
    ]
