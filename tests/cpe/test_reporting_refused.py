"""What cannot be reported gets a sentence at its field, keeps what was typed, and becomes no claim."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from cpe import services
from cpe.models import Claim, ClaimDraft, Evidence
from tests.cpe.reporting import REPORT, holder, send, text, today, typed
from tests.factories.files import picture, sent
from tests.people import signed_in
from tests.test_naughty_strings import NAUGHTY

pytestmark = pytest.mark.django_db
LATER = today() + dt.timedelta(days=2)
COURSE = {"activity": "other-course", "attended": None}


@pytest.mark.parametrize(
    ("said", "field", "says"),
    [
        ({"amount": "0", "attended": "0"}, "amount", "more than nothing"),
        ({"amount": "-1"}, "amount", "more than nothing"),
        ({"amount": "ten"}, "amount", "Write an amount with at most four decimals"),
        ({"amount": "9" * 30}, "amount", "Write a smaller number."),
        ({"amount": ""}, "amount", "Say how much it was: hours."),
        ({"amount": "25", **COURSE}, "amount", "more hours than there are from its first to its last day"),
        ({"amount": "4", "attended": "4"}, "amount", "a longer one is a course"),
        ({"attended": ""}, "attended", "Say how much of it was attended."),
        ({"attended": "2"}, "attended", "Nobody can attend more than there was."),
        ({"completed_on": f"{LATER:%Y-%m-%d}"}, "completed_on", "once it is completed"),
        ({"completed_on": "2027-02-29"}, "completed_on", "Write the day as year, month and day"),
        ({"completed_on": "yesterday"}, "completed_on", "Write the day as year, month and day"),
        ({"completed_on": ""}, "completed_on", "Say on which day."),
        ({"completed_on": f"{today() - dt.timedelta(days=301):%Y-%m-%d}"}, "completed_on", "counts for none of them"),
        ({"activity": ""}, "activity", "Choose what you did."),
        ({"activity": "gardening"}, "activity", "know no such activity"),
        ({"activity": "exam-question", "amount": "1.5", "attended": None}, "amount", "whole numbers"),
        ({"started_on": f"{LATER:%Y-%m-%d}", **COURSE}, "started_on", "lies after the day it was completed"),
        ({"title": " "}, "title", "Please fill this in."),
        ({"title": "x" * 201}, "title", "Write at most 200 characters."),
        ({"provider": ""}, "provider", "Please fill this in."),
        ({"track": ""}, "track", "Choose the track it is nearest to."),
        ({"track": "x"}, "track", "Choose a track from the list."),
        ({"track": "none"}, "track", "What is related to none of the tracks brings no credits"),
        ({"link": "see there"}, "link", "Write the address as your browser shows it"),
        ({"note": "x" * 1001}, "note", "Write at most 1 000 characters."),
        ({"not_work": None}, "not_work", "Ordinary work brings no credits"),
        ({"activity": "article-published", "attended": None}, "first_publication", "the first time it is published"),
        ({"activity": "material", "attended": None}, "new_material", "Material that was used before brings no credits"),
        ({"amount": "", "begins_at": "09:00", **COURSE}, "ends_at", "Give both, begin and end."),
        ({"amount": "", "begins_at": "17:00", "ends_at": "09:00", **COURSE}, "ends_at", "It ended before it began."),
        ({"amount": "", "begins_at": "9 h", "ends_at": "17:00", **COURSE}, "begins_at", "Write the time as"),
        (
            {"amount": "", "begins_at": "09:00", "ends_at": "10:00", "breaks": "60", **COURSE},
            "breaks",
            "The breaks take all of the time",
        ),
        ({"amount": "8", "begins_at": "09:00", "ends_at": "16:00", **COURSE}, "amount", "follow 7 hours"),
        ({"breaks": "-5", "begins_at": "09:00", "ends_at": "16:00", **COURSE}, "breaks", "how many minutes"),
    ],
)
def test_each_slip_gets_its_sentence_at_its_field(said, field, says):
    """G-071, G-089, G-093, G-104, G-107."""
    member = holder()
    answer = send(member, **said)
    assert answer.status_code == 200
    assert says in " ".join(answer.context["form"].errors[field])
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert "Keys that nobody steals" in page or "title" in said
    assert not Claim.objects.exists()


def test_a_long_course_says_its_first_day():
    member = holder()
    first = (today() - dt.timedelta(days=4)).isoformat()
    assert send(member, amount="30", started_on=first, **COURSE).status_code == 302
    assert Claim.objects.get().started_on.isoformat() == first


def test_what_looks_alike_is_pointed_out_once():
    """The same day, provider and title, whatever the case and the spaces; a second press sends it."""
    member = holder()
    send(member)
    first = Claim.objects.get()
    client = signed_in(member.user)
    answer = send(member, client, title="KEYS that  nobody steals", amount="2", attended="2")
    page = answer.content.decode()
    assert f"Claim {first.pk} is of the same day, title and provider." in page
    assert "by the same file" not in page
    assert f'href="/cpe/claims/{first.pk}/"' in page
    assert f'name="seen" value="{first.pk}"' in page
    again = {"title": "KEYS that  nobody steals", "amount": "2", "attended": "2", "seen": str(first.pk)}
    assert send(member, client, **again).status_code == 302
    assert Claim.objects.count() == 2


def test_the_same_file_is_pointed_out():
    member = holder()
    client, file = signed_in(member.user), picture()
    client.post(REPORT, {**typed(), "proof": sent(file, "one.png")})
    other = (today() - dt.timedelta(days=3)).isoformat()
    answer = client.post(REPORT, {**typed(title="Another talk", completed_on=other), "proof": sent(file, "two.png")})
    assert f"before. Claim {Claim.objects.get().pk} is proved by the same file. One" in text(answer)
    assert (Claim.objects.count(), Evidence.objects.filter(draft__isnull=False).count()) == (1, 1)


def test_a_button_pressed_twice_makes_one_claim():
    member = holder()
    client = signed_in(member.user)
    places = [client.post(REPORT, {**typed(), "proof": sent(picture(), "one.png")})["Location"] for _press in range(2)]
    assert places == [f"/cpe/claims/{Claim.objects.get().pk}/"] * 2
    assert (ClaimDraft.objects.count(), Evidence.objects.count()) == (0, 1)


@pytest.mark.parametrize("amount", ["1 080", "1\u00a0080", "1\u202f080"])
def test_spaces_set_thousands_apart(amount):
    send(holder(), activity="book", attended=None, amount=amount)
    assert Claim.objects.get().amount == 1080


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"activity": "book", "amount": "1.080"}, "“1.080” can be read in two ways. Write 1080, if it is so many"),
        ({"activity": "book", "amount": "1,080"}, "“1,080” can be read in two ways."),
        ({"activity": "exam-question", "amount": "1.000"}, "Write 1000, if it is so many"),
        ({"activity": "book", "amount": "320.5"}, "Write a whole number of pages: a part of one is not counted."),
        (
            {"activity": "article-published", "amount": "0.5", "first_publication": "on"},
            "Write a whole number of pages",
        ),
    ],
)
def test_an_amount_that_can_be_misread_and_parts_of_pages_are_asked_about(said, says):
    member = holder()
    assert says in text(send(member, **{"attended": None, **said}))
    assert not Claim.objects.exists()


def test_hours_have_decimals():
    assert send(holder(), amount="1.250", attended="1.25").status_code == 302


def test_what_brings_nothing_is_told_once():
    member = holder()
    client = signed_in(member.user)
    said = {"activity": "book", "attended": None, "amount": "99"}
    answer = send(member, client, **said)
    assert "By its rate that brings no credits." in text(answer)
    assert 'name="nothing" value="book:99"' in answer.content.decode()
    assert "brings no credits" in text(send(member, client, **{**said, "amount": "98", "nothing": "book:99"}))
    assert not Claim.objects.exists()
    assert send(member, client, **said, nothing="book:99").status_code == 302


def test_browsers_may_fill_the_amount_in_again_on_the_way_back():
    page = signed_in(holder().user).get(f"{REPORT}?").content.decode()
    assert 'autocomplete="off"' not in page[page.index('id="first"') : page.index('id="counts-for"')]


def test_a_draft_reported_twice_makes_one_claim():
    member = holder()
    client = signed_in(member.user)
    client.post(REPORT, typed(act="draft"))
    draft = ClaimDraft.objects.get()
    said = typed(draft=str(draft.pk), read=draft.changed_at.isoformat())
    assert client.post(REPORT, said)["Location"] == client.post(REPORT, said)["Location"]
    assert (Claim.objects.count(), ClaimDraft.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_claim():
    member = holder()
    clients = [signed_in(member.user) for _window in range(2)]

    def press(client):
        try:
            return client.post(REPORT, said)["Location"]
        finally:
            connections.close_all()

    said = typed()
    with ThreadPoolExecutor(2) as pool:
        places = set(pool.map(press, clients))
    assert places == {f"/cpe/claims/{Claim.objects.get().pk}/"}


def test_a_draft_changed_in_another_window_is_told_once():
    member = holder()
    client = signed_in(member.user)
    client.post(REPORT, typed(act="draft"))
    draft = ClaimDraft.objects.get()
    opened = draft.changed_at.isoformat()
    client.post(REPORT, typed(act="draft", draft=str(draft.pk), read=opened, title="Of the other window"))
    answer = client.post(REPORT, typed(act="send", draft=str(draft.pk), read=opened))
    assert "This draft was changed in another window" in text(answer)
    assert not Claim.objects.exists()
    draft.refresh_from_db()
    assert draft.typed["title"] == "Of the other window"
    assert f'value="{draft.changed_at.isoformat()}"' in answer.content.decode()
    assert client.post(REPORT, typed(draft=str(draft.pk), read=draft.changed_at.isoformat())).status_code == 302
    assert Claim.objects.get().title == "Keys that nobody steals"


def test_a_draft_thrown_away_meanwhile_loses_nothing_that_is_typed():
    member = holder()
    client = signed_in(member.user)
    client.post(REPORT, typed(act="draft"))
    draft = ClaimDraft.objects.get()
    assert "Throw the draft away?" in text(client.get(f"/cpe/drafts/{draft.pk}/throw-away/"))
    client.post(f"/cpe/drafts/{draft.pk}/throw-away/")
    answer = client.post(REPORT, typed(draft=str(draft.pk), read="x"))
    assert "This draft is gone" in text(answer)
    assert 'name="draft"' not in answer.content.decode()
    assert "Keys that nobody steals" in answer.content.decode()


def test_twenty_drafts_are_enough():
    member = holder()
    client = signed_in(member.user)
    for _draft in range(services.MOST_DRAFTS):
        client.post(REPORT, typed(act="draft"))
    answer = client.post(REPORT, typed(act="draft"))
    assert "You have 20 drafts. Report or throw one away first." in text(answer)


def test_a_file_that_is_refused_says_why_and_the_others_are_kept():
    member = holder()
    client = signed_in(member.user)
    files = [sent(picture(), "good.png"), sent(b"no picture", "bad.png")]
    answer = client.post(REPORT, {**typed(), "proof": files})
    assert answer.context["form"].errors["proof"]
    assert "good.png" in text(answer)
    assert not Claim.objects.exists()
    proof = Evidence.objects.get()
    without = client.post(REPORT, {**typed(draft=str(proof.draft_id), act=None), "remove": str(proof.pk)})
    assert "good.png" not in text(without)
    assert not without.context["form"].errors


@pytest.mark.parametrize("asked", ["?draft={draft}", "?correct={claim}", "?repeat={claim}", "?draft=x", "?correct=0"])
def test_what_is_somebody_elses_is_not_there(asked):
    owner = holder()
    send(owner)
    signed_in(owner.user).post(REPORT, typed(act="draft", title="Other"))
    keys = {"draft": ClaimDraft.objects.get().pk, "claim": Claim.objects.get().pk}
    stranger = signed_in(holder().user)
    assert stranger.get(REPORT + asked.format(**keys)).status_code == 404


def test_a_report_without_the_token_against_forgery_is_refused():
    member = holder()
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(member.user).cookies
    assert client.post(REPORT, typed()).status_code in {302, 403}
    assert client.post("/cpe/report/preview/", typed()).status_code == 403
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_track_that_is_none_is_refused_by_the_database_and_told():
    member = holder()
    answer = send(member, track="999999999")
    assert answer.context["form"].errors["track"] == ["Choose a track from the list."]
    assert not Claim.objects.exists()


@pytest.mark.parametrize("what", sorted(NAUGHTY)[::4])
def test_every_string_is_answered_with_a_page_and_kept(what):
    member = holder()
    client, naughty = signed_in(member.user), NAUGHTY[what]
    names = (*typed(), "started_on", "begins_at", "breaks", "link", "note", "draft", "corrects", "seen", "read")
    for turn, name in enumerate(names, start=sorted(NAUGHTY).index(what) // 4):
        # All are sent; what else can be done with them comes in turn, at every name with every third string.
        for act in ("send", ("draft", "show", "preview")[turn % 3]):
            path, answers = ("/cpe/report/preview/", {200, 204, 404}) if act == "preview" else (REPORT, {200, 302})
            answer = client.post(path, {**typed(act=act), name: naughty})
            assert answer.status_code in answers or (name == "corrects" and answer.status_code == 404), name
            assert b"<script>alert" not in answer.content
        for draft in ClaimDraft.objects.all():
            assert client.get(f"{REPORT}?draft={draft.pk}").status_code == 200
        ClaimDraft.objects.all().delete()


def test_what_was_typed_when_the_session_ended_stands_there_after_signing_in():
    member = holder()
    client = signed_in(member.user)
    client.post(REPORT, typed(act="draft"))
    draft = ClaimDraft.objects.get()
    page = client.get(f"{REPORT}?draft={draft.pk}")
    by = page.wsgi_request.typed_by
    client.logout()
    client.post(REPORT, {**typed(title="Typed last", draft=str(draft.pk)), "typed_by": by})
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    again = client.get(REPORT)
    assert "This is what you typed before you were signed out." in text(again)
    assert "Typed last" in again.content.decode()
    assert f'name="draft" value="{draft.pk}"' in again.content.decode()
