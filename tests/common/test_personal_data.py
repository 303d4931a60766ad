import pytest
from django.contrib.contenttypes.models import ContentType

from common import personal_data
from common.models import Series
from common.personal_data import Datum, Kind, Scrub
from comms.models import Message

DATUM = Datum(kind=Kind.CONTENT, why="To count.", term="For ever.", scrub=Scrub.KEEP)


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
