"""How far each part of the form is, and what it lacks. Pure. Source: S0."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from applications.enums import Part, Progress
from applications.rules.organisations import ORGANISATIONS, PEOPLE


class Lack(StrEnum):
    """What a part lacks before the form can be signed."""

    NAME = "name"
    ADDRESS = "address"
    TOWN = "town"
    COUNTRY = "country"
    PHONE = "phone"
    POSITION = "position"
    POSITION_NAMED = "position-named"
    IN_FIELD = "in-field"
    RESPONSIBILITY = "responsibility"
    LEVEL = "level"
    ACCOMPLISHMENT = "accomplishment"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    LOOK_ALIKES = "look-alikes"
    CONSENT = "consent"
    OWN_ADDRESS = "own-address"
    RESUME = "resume"
    WAY = "way"
    APPOINTMENT = "appointment"
    COPY = "copy"


NEEDS_ATTENTION: Final = frozenset(
    {Lack.IN_FIELD, Lack.ORGANISATIONS, Lack.LOOK_ALIKES, Lack.CONSENT, Lack.OWN_ADDRESS, Lack.APPOINTMENT, Lack.COPY}
)
"""What was filled in and cannot stay so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the form holds, as far as completeness goes."""

    name: bool = False
    address: bool = False
    town: bool = False
    country: bool = False
    phone: bool = False
    positions: int = 0
    unnamed: int = 0
    in_field: int = 0
    without_responsibility: int = 0
    level: bool = False
    accomplishment: bool = False
    people: int = 0
    organisations: int = 0
    unanswered: int = 0
    without_consent: int = 0
    own_addresses: int = 0
    resume: bool = False
    way: bool = False
    appointment_over: bool = False
    without_copy: bool = False


def lacks(facts: Facts) -> dict[Part, tuple[Lack, ...]]:
    """What each part lacks, in the order in which it is asked for."""
    some = facts.positions > 0
    wanted: Mapping[Part, Mapping[Lack, bool]] = {
        Part.ABOUT: {
            Lack.NAME: not facts.name,
            Lack.ADDRESS: not facts.address,
            Lack.TOWN: not facts.town,
            Lack.COUNTRY: not facts.country,
            Lack.PHONE: not facts.phone,
        },
        Part.POSITIONS: {
            Lack.POSITION: not some,
            Lack.POSITION_NAMED: facts.unnamed > 0,
            Lack.IN_FIELD: some and not facts.in_field,
            Lack.RESPONSIBILITY: facts.without_responsibility > 0,
        },
        Part.ROLE: {Lack.LEVEL: not facts.level, Lack.ACCOMPLISHMENT: not facts.accomplishment},
        Part.REFERENCES: {
            Lack.PEOPLE: facts.people < PEOPLE.start,
            Lack.OWN_ADDRESS: facts.own_addresses > 0,
            Lack.LOOK_ALIKES: facts.unanswered > 0,
            Lack.ORGANISATIONS: facts.people >= PEOPLE.start and facts.organisations < ORGANISATIONS,
            Lack.CONSENT: facts.without_consent > 0,
        },
        Part.DOCUMENTS: {Lack.RESUME: not facts.resume},
        Part.IDENTITY: {
            Lack.WAY: not facts.way,
            Lack.APPOINTMENT: facts.appointment_over,
            Lack.COPY: facts.without_copy,
        },
    }
    return {part: tuple(lack for lack, lacking in found.items() if lacking) for part, found in wanted.items()}


def progress(facts: Facts) -> dict[Part, Progress]:
    """How far each part is."""
    begun = {
        Part.ABOUT: facts.address or facts.town or facts.phone,
        Part.POSITIONS: facts.positions > 0,
        Part.ROLE: facts.level or facts.accomplishment,
        Part.REFERENCES: facts.people > 0,
        Part.DOCUMENTS: facts.resume,
        Part.IDENTITY: facts.way,
    }
    return {part: _progress(begun[part], lacking) for part, lacking in lacks(facts).items()}


def _progress(begun: bool, lacking: tuple[Lack, ...]) -> Progress:
    if not lacking:
        return Progress.COMPLETE
    if not begun:
        return Progress.NOT_STARTED
    return Progress.ATTENTION if NEEDS_ATTENTION.intersection(lacking) else Progress.IN_PROGRESS
