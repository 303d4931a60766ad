"""References of a draft: named, changed, removed; addresses, the seventh person, consent, names that look alike."""

import datetime as dt
import re

import pytest
from django.test import Client

from applications.enums import Part, Progress
from applications.forms.references import ReferenceForm
from applications.models import Application, OrganisationAnswer, Reference
from applications.rules.progress import Lack
from applications.selectors.form import form_of
from applications.services import references as services
from applications.services.drafts import ApplicationRefused
from common.errors import Forbidden
from comms.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, ReferenceFactory, own_address
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 7, 9, 9, 0, tzinfo=dt.UTC)
GRACE = {
    "name": "Grace Elders",
    "organisation": "Beta",
    "role": "Director",
    "email": "grace@beta.example",
    "phone": "",
    "relation": "I reported to her.",
}
EMPTY = ReferenceForm().initial["seen"]


def _named(**changed) -> services.Named:
    return services.Named(**{**GRACE, "agreed": True, **changed})


@pytest.fixture
def draft() -> Application:
    return ApplicationFactory(person=person("Ada"))


@pytest.fixture
def client(draft: Application) -> Client:
    return signed_in(draft.person)


def _at(draft: Application, rest: str = "") -> str:
    return f"/applications/{draft.reference.lower()}/references/{rest}"


def _page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _names(draft: Application, *organisations: str) -> None:
    for number, organisation in enumerate(organisations):
        ReferenceFactory(application=draft, organisation=organisation, email=f"p{number}@mail{number}.example")


# Acts -----------------------------------------------------------------------------------------------


def test_person_is_named_once_however_often_it_is_sent(draft: Application) -> None:
    first = services.add_reference(draft, _named(), by=draft.person, at=AT)
    assert services.add_reference(draft, _named(), by=draft.person, at=LATER).pk == first.pk
    row = Reference.objects.get()
    assert (row.name, row.email, row.added_at, row.agreed_at) == ("Grace Elders", "grace@beta.example", AT, AT)
    draft.refresh_from_db()
    assert draft.changed_at == AT, "what changed nothing does not keep the draft longer"


def test_consent_keeps_its_moment_until_it_is_taken_back(draft: Application) -> None:
    row = services.add_reference(draft, _named(), by=draft.person, at=AT)
    row = services.change_reference(row, _named(role="Chair"), by=draft.person, at=LATER)
    assert (row.role, row.agreed_at) == ("Chair", AT)
    assert services.change_reference(row, _named(agreed=False), by=draft.person, at=LATER).agreed_at is None
    assert services.change_reference(row, _named(), by=draft.person, at=LATER).agreed_at == LATER


@pytest.mark.parametrize("email", ["ada@people.example", "ADA@People.Example", "Ada.Second@Elsewhere.example"])
def test_own_address_is_refused_whatever_its_case(draft: Application, email: str) -> None:
    """G-006."""
    own_address(draft, "ada.second@elsewhere.example")
    with pytest.raises(services.AddressRefused, match="your own address"):
        services.add_reference(draft, _named(email=email), by=draft.person, at=AT)
    row = services.add_reference(draft, _named(), by=draft.person, at=AT)
    with pytest.raises(services.AddressRefused, match="your own address"):
        services.change_reference(row, _named(email=email), by=draft.person, at=AT)


@pytest.mark.parametrize("name", ["Ada Voorbeeld", "  ada   VOORBEELD "])
def test_own_name_is_refused_whatever_its_case_and_spacing(draft: Application, client: Client, name: str) -> None:
    Application.objects.update(given_name="Ada", family_name="Voorbeeld")
    answer = client.post(_at(draft, "add/"), {**GRACE, "name": name, "seen": EMPTY})
    (told,) = answer.context["form"].errors["name"]
    assert "a reference is not the applicant" in told
    assert "add what tells you apart" in told
    row = services.add_reference(draft, _named(name="Ada M. Voorbeeld"), by=draft.person, at=AT)
    with pytest.raises(services.NameRefused):
        services.change_reference(row, _named(name=name), by=draft.person, at=AT)


def test_address_of_another_reference_is_refused_whatever_its_case(draft: Application) -> None:
    services.add_reference(draft, _named(), by=draft.person, at=AT)
    with pytest.raises(services.AddressRefused, match="Grace Elders already"):
        services.add_reference(draft, _named(name="Nova", email="GRACE@beta.example"), by=draft.person, at=AT)
    nova = services.add_reference(draft, _named(name="Nova", email="nova@beta.example"), by=draft.person, at=AT)
    with pytest.raises(services.AddressRefused, match="Grace Elders already"):
        services.change_reference(nova, _named(email="Grace@BETA.example"), by=draft.person, at=AT)
    mine = services.change_reference(nova, _named(name="Nova", email="Nova@Beta.example"), by=draft.person, at=AT)
    assert mine.email == "Nova@Beta.example", "the case of one's own address may change"


def test_seventh_person_is_refused_and_six_are_not(draft: Application) -> None:
    for number in range(6):
        services.add_reference(draft, _named(email=f"p{number}@beta.example"), by=draft.person, at=AT)
    with pytest.raises(ApplicationRefused, match="6 people already"):
        services.add_reference(draft, _named(email="p7@beta.example"), by=draft.person, at=AT)
    services.remove_reference(Reference.objects.latest("pk"), by=draft.person, at=AT)
    services.add_reference(draft, _named(email="p7@beta.example"), by=draft.person, at=AT)
    assert Reference.objects.count() == 6


def test_nobody_else_writes_and_nobody_writes_after_submission(draft: Application) -> None:
    row = ReferenceFactory(application=draft)
    handed_in = ReferenceFactory(application=ApplicationFactory(submitted=True))
    for refused, reference, by in (
        (Forbidden, row, UserFactory()),
        (ApplicationRefused, handed_in, handed_in.application.person),
    ):
        with pytest.raises(refused):
            services.add_reference(reference.application, _named(), by=by, at=AT)
        with pytest.raises(refused):
            services.change_reference(reference, _named(), by=by, at=AT)
        with pytest.raises(refused):
            services.remove_reference(reference, by=by, at=AT)
        with pytest.raises(refused):
            services.answer_organisations(reference.application, {}, by=by, at=AT)
    assert Reference.objects.count() == 2


# Structure: golden cases ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organisations", "lacking"),
    [
        pytest.param(("Alfa", "Alfa", "Beta"), (), id="G-001"),
        pytest.param(("Alfa", "Alfa", "Alfa"), (Lack.ORGANISATIONS,), id="G-002"),
        pytest.param(("Alfa", "Beta"), (Lack.PEOPLE,), id="G-003"),
        pytest.param(("Alfa B.V.", "ALFA bv", "Alfa"), (Lack.LOOK_ALIKES, Lack.ORGANISATIONS), id="G-005"),
    ],
)
def test_structure_is_told_as_the_golden_cases_say(draft: Application, organisations, lacking) -> None:
    _names(draft, *organisations)
    assert form_of(draft, AT).lacks[Part.REFERENCES] == lacking


def test_without_consent_the_part_needs_attention_and_no_mail_goes_out(draft: Application) -> None:
    """G-007."""
    _names(draft, "Alfa", "Beta")
    services.add_reference(draft, _named(organisation="Gamma", agreed=False), by=draft.person, at=AT)
    form = form_of(draft, AT)
    assert (form.lacks[Part.REFERENCES], form.progress[Part.REFERENCES]) == ((Lack.CONSENT,), Progress.ATTENTION)
    assert not Message.objects.exists()


# Names that look alike ---------------------------------------------------------------------------------


def test_answer_about_names_is_kept_replaced_and_asked_anew_for_other_names(draft: Application) -> None:
    _names(draft, "Alfa", "Alfa B.V.", "Beta")
    names = ("alfa", "alfa b.v.")
    services.answer_organisations(draft, {names: services.Said(False, "")}, by=draft.person, at=AT)
    form = form_of(draft, AT)
    assert (form.organisations, form.lacks[Part.REFERENCES]) == (2, ())
    why = services.Said(True, "A foundation and a company.")
    services.answer_organisations(draft, {names: why}, by=draft.person, at=LATER)
    answer = OrganisationAnswer.objects.get()
    assert (answer.group, answer.differ, answer.answered_at) == (names, True, LATER)
    assert form_of(draft, AT).organisations == 3
    Reference.objects.filter(organisation="Alfa").update(organisation="Alfa Group B.V.")
    Reference.objects.filter(organisation="Alfa B.V.").update(organisation="Alfa-Group")
    assert form_of(draft, AT).unanswered == (("alfa group b.v.", "alfa-group"),)
    with pytest.raises(ApplicationRefused, match="changed in another window"):
        services.answer_organisations(draft, {names: why}, by=draft.person, at=LATER)


def test_question_is_answered_on_its_page_and_different_needs_words(draft: Application, client: Client) -> None:
    _names(draft, "Alfa B.V.", "ALFA bv", "Beta")
    page = _page(client.get(_at(draft)))
    assert "3 people · 2 organisations" in page
    assert "Tell us whether organisations that look alike are one." in page
    answer = client.get(_at(draft, "organisations/"))
    (group,) = answer.context["form"].groups()
    assert group.spelled == ("Alfa B.V.", "ALFA bv")
    sent = {
        group.choice.html_name: "different",
        group.words.html_name: "",
        "seen": answer.context["form"]["seen"].value(),
    }
    assert "Write why they are different organisations." in _page(client.post(_at(draft, "organisations/"), sent))
    assert "Choose whether they are one organisation" in _page(
        client.post(_at(draft, "organisations/"), {**sent, group.choice.html_name: ""})
    )
    for unseen in ("a\x01b", "a\u202eb"):
        unread = client.post(_at(draft, "organisations/"), {**sent, group.words.html_name: unseen})
        assert "contains characters that cannot be shown." in _page(unread)
    sent[group.words.html_name] = "One belongs to the other's founder."
    assert client.post(_at(draft, "organisations/"), sent)["Location"] == _at(draft)
    page = _page(client.get(_at(draft)))
    assert "3 people · 3 organisations" in page
    assert "This part is complete." in page
    assert "One belongs to the other" in page
    stale = _page(client.post(_at(draft, "organisations/"), {**sent, group.words.html_name: "Typed elsewhere"}))
    assert "This part was changed in another window meanwhile." in stale
    assert "Typed elsewhere" in stale


def test_without_names_that_look_alike_there_is_nothing_to_ask(draft: Application, client: Client) -> None:
    _names(draft, "Alfa", "Beta")
    answer = client.get(_at(draft, "organisations/"), follow=True)
    assert "There is nothing to ask." in _page(answer)


# Pages ---------------------------------------------------------------------------------------------------


def test_people_are_named_changed_and_removed_on_pages(draft: Application, client: Client) -> None:
    assert "0 people · 0 organisations" in _page(client.get(_at(draft)))
    sent = {**GRACE, "agreed": "on", "seen": EMPTY}
    assert client.post(_at(draft, "add/"), sent)["Location"] == _at(draft)
    row = Reference.objects.get()
    page = _page(client.get(_at(draft)))
    assert "1 person · 1 organisation" in page
    assert "You named Grace Elders." in page
    assert "Name at least three people." in page
    assert "They never see your documents" in page
    seen = client.get(_at(draft, f"{row.pk}/")).context["form"]["seen"].value()
    assert client.post(_at(draft, f"{row.pk}/"), {**sent, "role": "Chair", "seen": seen})["Location"] == _at(draft)
    row.refresh_from_db()
    assert row.role == "Chair"
    assert "Remove <bdi>Grace Elders</bdi>?" in _page(client.get(_at(draft, f"{row.pk}/remove/")))
    for _twice in range(2):
        assert client.post(_at(draft, f"{row.pk}/remove/"))["Location"] == _at(draft)
    assert not Reference.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "grace"}, "Please write an e-mail address such as"),
        ({"email": "grace@"}, "Please write an e-mail address such as"),
        ({"email": ""}, "Write an e-mail address at which we reach the person."),
        ({"email": "ADA@people.example"}, "This is your own address."),
        ({"email": "P0@mail0.example"}, "You gave this address for"),
        ({"name": ""}, "Write the person&#x27;s name."),
        ({"relation": ""}, "Write in a sentence or two how you worked together."),
        ({"phone": "later"}, "Write the number with its digits"),
        ({"relation": "x" * 501}, "at most 500 characters"),
        ({"relation": "a\x01b"}, "contains characters that cannot be shown."),
        ({"relation": "a\u202eb"}, "contains characters that cannot be shown."),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_what_was_typed_stays(
    draft: Application, client: Client, changed: dict[str, str], sentence: str
) -> None:
    _names(draft, "Alfa")
    sent = {**GRACE, "agreed": "on", "seen": EMPTY, **changed}
    answer = client.post(_at(draft, "add/"), sent)
    page = _page(answer)
    assert sentence in page
    assert "<title> Error: " in page or "<title>Error: " in page
    assert "invalid" not in page.lower().replace("aria-invalid", "")
    form = answer.context["form"]
    assert {name: form[name].value() for name in GRACE} == {name: sent[name] for name in GRACE}
    assert "checked" in str(form["agreed"])
    assert Reference.objects.count() == 1


def test_count_takes_in_who_is_being_typed_and_keeps_nothing(draft: Application) -> None:
    _names(draft, "Alfa", "Beta")
    first = draft.references.first()
    client = signed_in(draft.person)

    def count(**typed: str) -> str:
        return client.post(_at(draft, "count/"), typed).content.decode()

    assert count(name="Grace", organisation="") == "2 people · 2 organisations"
    assert count(name="Grace", organisation="Gamma") == "3 people · 3 organisations"
    assert count(name="Grace", organisation="ALFA b.v.") == "3 people · 2 organisations"
    assert count(name=first.name, organisation="Beta", place=str(first.pk)) == "2 people · 1 organisation"
    assert Reference.objects.count() == 2
    page = client.get(_at(draft, f"{first.pk}/")).content.decode()
    assert f'data-count="{_at(draft, "count/")}"' in page
    assert f'data-place="{first.pk}"' in page
    assert "applications/count" in page
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(draft.person)
    assert careful.post(_at(draft, "count/"), {"name": "Grace"}).status_code == 403
    assert signed_in(person("Nova")).post(_at(draft, "count/"), {"name": "Grace"}).status_code == 404


def test_seventh_person_is_told_on_the_page(draft: Application, client: Client) -> None:
    _names(draft, *"ABCDEF")
    page = _page(client.get(_at(draft)))
    assert "You named 6 people, the most we ask." in page
    assert "Name another person" not in page
    page = _page(client.post(_at(draft, "add/"), {**GRACE, "seen": EMPTY}))
    assert "You named 6 people already, the most we ask." in page
    assert "I reported to her." in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("grace@büro.example", "grace@büro.example"),
        ("grace@xn--bro-hoa.example", "grace@büro.example"),
        (" Grace@Beta.example ", "Grace@Beta.example"),
    ],
)
def test_domains_in_any_script_are_taken_and_written_one_way(
    draft: Application, client: Client, typed: str, kept: str
) -> None:
    client.post(_at(draft, "add/"), {**GRACE, "email": typed, "seen": EMPTY})
    assert Reference.objects.get().email == kept


def test_page_that_is_older_says_so_once_and_then_saves(draft: Application, client: Client) -> None:
    row = ReferenceFactory(application=draft, **GRACE)
    seen = client.get(_at(draft, f"{row.pk}/")).context["form"]["seen"].value()
    Reference.objects.filter(pk=row.pk).update(role="Changed elsewhere")
    sent = {**GRACE, "role": "Chair", "seen": seen}
    answer = client.post(_at(draft, f"{row.pk}/"), sent)
    assert "This part was changed in another window meanwhile." in _page(answer)
    assert answer.context["form"]["role"].value() == "Chair"
    again = {**sent, "seen": answer.context["form"]["seen"].value()}
    assert client.post(_at(draft, f"{row.pk}/"), again).status_code == 302
    row.refresh_from_db()
    assert row.role == "Chair"


def test_somebody_removed_meanwhile_is_named_again_with_what_was_typed(draft: Application, client: Client) -> None:
    row = ReferenceFactory(application=draft, **GRACE)
    row.delete()
    gone = _at(draft, f"{Reference(pk=4711).pk}/")
    assert client.get(gone).status_code == 404
    assert client.get(f"{gone}remove/").status_code == 404
    answer = client.post(gone, {**GRACE, "role": "Chair", "seen": "older"})
    assert "You removed this person in another window." in _page(answer)
    assert f'action="{_at(draft, "add/")}"' in _page(answer)
    assert answer.context["form"]["role"].value() == "Chair"
    again = {**GRACE, "role": "Chair", "seen": answer.context["form"]["seen"].value()}
    assert client.post(_at(draft, "add/"), again).status_code == 302
    assert Reference.objects.get().role == "Chair"


@pytest.mark.parametrize("rest", ["", "add/", "organisations/", "{pk}/", "{pk}/remove/"])
def test_pages_of_somebody_else_are_not_there(draft: Application, rest: str) -> None:
    _names(draft, "Alfa", "Alfa B.V.")
    path = _at(draft, rest.format(pk=draft.references.first().pk))
    other = ApplicationFactory(person=person("Nova"))
    client = signed_in(other.person)
    assert client.get(path).status_code == 404
    assert client.post(path, GRACE).status_code == (404 if rest else 405)
    mine = _at(other, f"{draft.references.first().pk}/")
    assert client.get(mine).status_code == client.get(f"{mine}remove/").status_code == 404
    assert client.post(f"{mine}remove/").status_code == 302
    assert Reference.objects.count() == 2


def test_submitted_application_is_shown_not_changed() -> None:
    application = ApplicationFactory(submitted=True, person=person("Ada"))
    client = signed_in(application.person)
    answer = client.post(_at(application, "add/"), GRACE)
    assert answer["Location"] == f"/applications/{application.reference.lower()}/"
    assert not Reference.objects.exists()
