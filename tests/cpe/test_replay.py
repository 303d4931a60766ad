"""What replay answers: the example of its contract, the command, and what holds for every document."""

import json
from datetime import date
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from cpe.replay.fields import dumped
from tests.cpe.replaying import Document, document, fee, held, member, told

EXAMPLE: Final = """{
  "on": "2027-04-02",
  "members": [
    {
      "id": "m1",
      "credentials": [{"title": "S-ISP", "awarded_on": "2024-01-01"}],
      "claims": [
        {"id": "c1", "activity": "webinar-attended", "completed_on": "2025-05-02", "reported_on": "2025-05-03",
         "amount": "1.5", "attended": "1.25", "status": "accepted", "decided_on": "2025-05-03", "granted": null}
      ],
      "fees": [{"due_on": "2024-01-01", "booked_on": "2024-01-20"}]
    }
  ]
}
"""
ANSWERED: Final = """{
  "members": [
    {
      "id": "m1",
      "credentials": [
        {
          "title": "S-ISP", "standing": "decertified",
          "cycles": [
            {
              "number": 1, "from": "2024-01-01", "until": "2026-12-31", "last_day": "2027-03-31",
              "outcome": "decertified", "outcome_on": "2027-04-01",
              "required": "60.00", "counted": "1.50", "fees_open": 0,
              "years": [
                {"from": "2024-01-01", "until": "2024-12-31", "target": "20.00", "counted": "0.00"},
                {"from": "2025-01-01", "until": "2025-12-31", "target": "20.00", "counted": "1.50"},
                {"from": "2026-01-01", "until": "2026-12-31", "target": "20.00", "counted": "0.00"}
              ],
              "claims": [
                {"id": "c1", "credits": "1.50", "counted": "1.50", "reductions": []}
              ]
            }
          ]
        }
      ]
    }
  ]
}
"""


def test_the_example_is_answered_as_the_contract_says() -> None:
    assert told(EXAMPLE) == json.dumps(json.loads(ANSWERED), indent=2) + "\n"


def test_nobody_is_answered_with_nobody() -> None:
    assert told('{"on": "2025-01-01", "members": []}') == '{\n  "members": []\n}\n'


DAY_ONE: Final = date(2022, 6, 1)
DAY_LAST: Final = date(2029, 6, 1)
ACTIVITIES: Final[dict[str, st.SearchStrategy[str]]] = {
    "webinar-attended": st.sampled_from(["0.5", "1", "2.75", "3"]),
    "webinar-given": st.sampled_from(["1", "2"]),
    "exam-question": st.sampled_from(["1", "7"]),
    "mentoring": st.sampled_from(["3.3333", "12"]),
    "book": st.sampled_from(["99", "250", "700"]),
    "article-read": st.sampled_from(["149.9", "450"]),
    "podcast": st.sampled_from(["2", "18"]),
    "article-published": st.sampled_from(["0.5", "4", "7"]),
    "other-course": st.sampled_from(["0.01", "6", "25", "60"]),
    "seco-practitioner": st.sampled_from(["1", "2"]),
}
DAYS: Final = st.dates(min_value=DAY_ONE, max_value=DAY_LAST)


@st.composite
def claims_of(draw: st.DrawFn, name: str) -> Document:
    activity = draw(st.sampled_from(sorted(ACTIVITIES)))
    completed_on, reported_on, decided_on = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    amount = draw(ACTIVITIES[activity])
    return {
        "id": name,
        "activity": activity,
        "completed_on": completed_on.isoformat(),
        "reported_on": reported_on.isoformat(),
        "amount": amount,
        "attended": draw(st.sampled_from(["0", "0.4", amount])) if activity == "webinar-attended" else None,
        "status": draw(st.sampled_from(["accepted", "accepted", "pending", "denied", "withdrawn", "appealed"])),
        "decided_on": draw(st.sampled_from([decided_on.isoformat(), None])),
        "granted": None,
    }


@st.composite
def documents(draw: st.DrawFn) -> Document:
    on = draw(DAYS)
    titles = draw(st.lists(st.sampled_from(["S-ISP", "S-CISO", "S-ISME", "SOC-LA"]), max_size=3, unique=True))
    awards = [held(title, draw(st.dates(min_value=DAY_ONE, max_value=on)).isoformat()) for title in titles]
    claims = [draw(claims_of(f"c{n}")) for n in range(draw(st.integers(0, 12)))]
    fees = [fee(draw(DAYS).isoformat(), draw(st.none() | DAYS.map(str))) for _ in range(draw(st.integers(0, 3)))]
    return document(member(*awards, claims=claims, fees=fees), on=on.isoformat())


def _quarters(credits_: str) -> int:
    whole, part = credits_.split(".")
    assert part in {"00", "25", "50", "75"}
    return int(whole) * 4 + int(part) // 25


@given(documents())
def test_counted_and_reductions_are_the_credits_of_every_claim(asked: Document) -> None:
    text = told(json.dumps(asked))
    answered = json.loads(text)
    assert text == told(json.dumps(asked)) == dumped(answered)
    for credential in answered["members"][0]["credentials"]:
        for cycle in credential["cycles"]:
            for traced in cycle["claims"]:
                lost = [_quarters(reduction["credits"]) for reduction in traced["reductions"]]
                assert 0 not in lost
                assert _quarters(traced["counted"]) + sum(lost) == _quarters(traced["credits"])
            counted = sum(_quarters(traced["counted"]) for traced in cycle["claims"])
            assert counted == sum(_quarters(year["counted"]) for year in cycle["years"]) == _quarters(cycle["counted"])


@given(documents())
def test_the_order_of_claims_in_the_document_says_nothing(asked: Document) -> None:
    turned = {**asked, "members": [{**asked["members"][0], "claims": asked["members"][0]["claims"][::-1]}]}
    assert told(json.dumps(asked)) == told(json.dumps(turned))
