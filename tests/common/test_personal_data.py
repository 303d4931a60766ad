from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test.utils import isolate_apps

from accounts.models import User
from common import personal_data
from common.models import DutyRun, Series
from common.personal_data import Datum, Ends, Kind, Retention, Scrub
from comms.models import Message

DATUM = Datum(kind=Kind.CONTENT, why="To count.", term="With you.", scrub=Scrub.BLANK, becomes="")


@pytest.fixture
def without_series(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = {model: entry for model, entry in personal_data.REGISTER.items() if model is not Series}
    monkeypatch.setattr(personal_data, "REGISTER", rest)


@pytest.mark.usefixtures("without_series")
def test_forgotten_table_is_found_field_by_field() -> None:
    assert {"common.Series.name", "common.Series.last"} <= set(personal_data.missing())


@pytest.mark.usefixtures("without_series")
def test_forgotten_field_is_found() -> None:
    personal_data.register(Series, held={"name": DATUM})
    assert "common.Series.last" in personal_data.missing()
    assert "common.Series.name" not in personal_data.missing()
    assert Series in personal_data.models_holding()


@pytest.mark.usefixtures("without_series")
def test_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match=r"common\.Series has no shoe_size"):
        personal_data.register(Series, free={"name", "last", "shoe_size"})


@pytest.mark.usefixtures("without_series")
def test_field_both_held_and_free_is_refused() -> None:
    with pytest.raises(ValueError, match="declares name twice"):
        personal_data.register(Series, held={"name": DATUM}, free={"name", "last"})


def test_table_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared already"):
        personal_data.register(ContentType, free={"app_label", "model"})


def test_overview_tells_what_why_and_how_long() -> None:
    (mails,) = [table for table in personal_data.overview() if table.name == "mails"]
    assert [row.fields for row in mails.rows] == [
        ["recipient", "mail domain", "subject", "about", "period", "account", "language"],
        ["text", "facts"],
    ]
    assert all(
        row.why.endswith(".") and row.term.endswith(".") for table in personal_data.overview() for row in table.rows
    )


def test_overview_leaves_out_tables_that_hold_nothing() -> None:
    assert {"number series", "content types"}.isdisjoint(table.name for table in personal_data.overview())
    assert Message in personal_data.models_holding()
    assert Series not in personal_data.models_holding()


@pytest.fixture
def note() -> Iterator[type[models.Model]]:
    """A table as somebody might build it tomorrow."""
    with isolate_apps("common"):

        class Note(models.Model):  # noqa: DJ008  nobody reads it
            about = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
            by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
            words = models.TextField()
            day = models.DateField()
            scan = models.FileField()

            class Meta:
                app_label = "common"

        yield Note


ROW = replace(DATUM, scrub=Scrub.DELETE_ROW)
FREE = {"about", "by", "words", "day", "scan"}


def _written(_rows: Any) -> list[dict[str, Any]]:
    return []


def _due(_at: Any) -> Any:
    return Series.objects.none()


@pytest.mark.parametrize(
    ("held", "more", "gap"),
    [
        ({"words": ROW}, {}, "common.Note: no way from a person to the rows"),
        ({"about": ROW, "words": ROW}, {}, "common.Note: no way from a person to the rows"),
        ({"words": ROW}, {"person": "about"}, None),
        ({"words": ROW}, {"nobody": "It is nobody's."}, "common.Note.words: nothing ends it"),
        (
            {"words": replace(ROW, ends=Ends.RULE)},
            {"nobody": "It is nobody's.", "retention": [Retention(what="It goes.", due=_due)]},
            None,
        ),
        ({"words": replace(ROW, ends=Ends.RULE)}, {"nobody": "It is nobody's.", "goes_with": DutyRun}, None),
        ({"words": replace(ROW, scrub=Scrub.KEEP)}, {"person": "about"}, "common.Note.words: nothing ends it"),
        ({"words": replace(ROW, scrub=Scrub.KEEP, ends=Ends.NEVER)}, {"person": "about"}, None),
        ({"words": replace(ROW, ends=Ends.RULE)}, {"person": "about"}, "common.Note.words: no rule ends it"),
        (
            {"words": replace(ROW, ends=Ends.RULE)},
            {"person": "about", "retention": [Retention(what="It goes.", due=_due, blank=("day",))]},
            "common.Note.words: no rule ends it",
        ),
        (
            {"words": replace(ROW, ends=Ends.RULE)},
            {"person": "about", "retention": [Retention(what="It goes.", due=_due, blank=("words",))]},
            None,
        ),
        (
            {"day": replace(DATUM, becomes=personal_data.UNSAID)},
            {"person": "about"},
            "common.Note.day: cannot be blanked",
        ),
        ({"scan": ROW}, {"person": "about"}, "common.Note.scan: cannot be written into a copy"),
        ({"scan": ROW}, {"person": "about", "export": _written}, None),
        ({"about": ROW}, {"person": "about"}, "common.Note: leaves nothing to write into a copy"),
    ],
)
def test_entry_that_leaves_something_open_is_found(
    monkeypatch: pytest.MonkeyPatch, note: type[models.Model], held: Any, more: Any, gap: str | None
) -> None:
    monkeypatch.setattr(personal_data, "REGISTER", dict(personal_data.REGISTER))
    personal_data.register(note, held=held, free=FREE - held.keys(), **more)
    assert personal_data.missing() == ([gap] if gap else [])


def test_row_belongs_to_the_one_account_it_points_at_unless_said_otherwise() -> None:
    ways = {model._meta.label: entry.person for model, entry in personal_data.REGISTER.items()}
    assert (ways["accounts.User"], ways["members.Member"], ways["mfa.Authenticator"]) == ("pk", "user", "user")
    assert ways["members.HistoricalTitle"] == "history_user"
    assert personal_data.addresses_in(Message, personal_data.REGISTER[Message]) == ["recipient"]
