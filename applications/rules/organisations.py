"""Organisations of references: when two names are one organisation, and when they only look like it.

Pure. Names that differ in case and spacing alone are the same. Names that differ in legal forms, signs or word gaps, or
whose people share a mail domain that is not open to everybody, look alike: somebody is asked. Source: S0.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

PEOPLE: Final = range(3, 7)
"""How many references an application names."""
ORGANISATIONS: Final = 2
"""From how many organisations they are, at least."""

LEGAL_FORMS: Final = frozenset(
    {
        "ab", "ag", "aps", "as", "asa", "bv", "bvba", "co", "company", "corp", "corporation", "cv", "eg", "ev", "gmbh",
        "inc", "incorporated", "kft", "kg", "kgaa", "limited", "llc", "llp", "ltd", "mbh", "nv", "ohg", "oy", "oyj",
        "plc", "pte", "pty", "sa", "sarl", "sas", "se", "sl", "spa", "sprl", "srl", "sro", "stichting", "vof", "vzw",
        "the",
    }
)  # fmt: skip
"""What a name may have or lack and still be of the same organisation."""

PUBLIC_MAIL: Final = frozenset(
    {
        "aol.com", "fastmail.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
        "hey.com", "home.nl", "hotmail.be", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.nl",
        "icloud.com", "kpnmail.nl", "kpnplanet.nl", "live.be", "live.com", "live.nl", "mac.com", "mail.com",
        "mailbox.org", "me.com", "msn.com", "outlook.be", "outlook.com", "outlook.de", "outlook.fr", "planet.nl",
        "posteo.de", "proton.me", "protonmail.com", "quicknet.nl", "skynet.be", "t-online.de", "telenet.be",
        "tutanota.com", "upcmail.nl", "web.de", "xs4all.nl", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr",
        "ymail.com", "zeelandnet.nl", "ziggo.nl", "zoho.com",
    }
)  # fmt: skip
"""Mail domains that anybody may have an address at: two people there need not have an employer in common."""

REMOVED: Final = ".removed.example"
"""The end of an address that stands for one we were asked to remove. Reserved (RFC 2606): no mail can go there."""

_TRACED: Final = re.compile(r"removed-\d+-([0-9a-f]{16})@.*" + re.escape(REMOVED))

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Where a reference works, and their address."""

    organisation: str
    email: str


def same(name: str) -> str:
    """What names of one organisation have in common, whatever their case and spacing."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def core(name: str) -> str:
    """A name without legal forms, signs, accents and gaps; all of it where nothing would be left."""
    plain = unicodedata.normalize("NFKD", same(name).replace(".", "").replace("/", ""))
    words = re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))
    return "".join(word for word in words if word not in LEGAL_FORMS) or "".join(words) or same(name)


def domain(email: str) -> str:
    """The domain of an address that only people of one organisation have; empty for one that is open to everybody."""
    found = email.rpartition("@")[2].casefold().removesuffix(REMOVED)
    return "" if found in PUBLIC_MAIL else found


def removed_address(key: int, email: str, others: Collection[str], trace: str = "") -> str:
    """The address that stands for one of a person who asked to be removed; the count of organisations stays.

    A domain that another person of the application has too ties their organisations together, and stays in it. By
    ``trace`` their address is known again, so that nobody writes to it.
    """
    shared = domain(email)
    if shared not in {domain(other) for other in others} - {""}:
        shared = f"person-{key}"
    mailbox = "-".join(filter(None, ("removed", str(key), trace)))
    return f"{mailbox}@{shared}{REMOVED}"


def trace_in(email: str) -> str:
    """The trace that an address holds which stands for a removed one; empty where it holds none."""
    found = _TRACED.fullmatch(email)
    return found[1] if found else ""


def look_alikes(people: Collection[Colleague]) -> list[Names]:
    """Names that are written differently and look like one organisation: each group sorted, the groups too."""
    return sorted(names for names in _groups(people) if len(names) > 1)


def organisations(people: Collection[Colleague], differ: Mapping[Names, bool]) -> int:
    """How many organisations these people work for; names that look alike are one, until ``differ`` says otherwise.

    What was said of names holds for those of them that are left, also where what made them look alike is gone.
    """
    apart = [set(names) for names, different in differ.items() if different]
    joined = [set(names) for names, different in differ.items() if not different]
    alike = [set(names) for names in _groups(people)]
    found: list[set[str]] = []
    for name in {same(person.organisation) for person in people}:
        group = next((names for names in alike if name in names), {name})
        ties = {name} if any(group <= names for names in apart) else set(group)
        ties |= {other for names in joined if name in names for other in names}
        touching = [names for names in found if names & ties]
        found = [*(names for names in found if not names & ties), ties.union(*touching)]
    return len(found)


def _groups(people: Collection[Colleague]) -> list[Names]:
    """The names as ``same`` tells them, those that look alike together."""
    signs: dict[str, set[str]] = {}
    for person in people:
        name = same(person.organisation)
        signs.setdefault(name, {f"={core(name)}"})
        if found := domain(person.email):
            signs[name].add(f"@{found}")
    groups: list[tuple[set[str], set[str]]] = []
    for name, marks in signs.items():
        names, known = {name}, set(marks)
        apart = []
        for group in groups:
            if group[1] & known:
                names |= group[0]
                known |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (names, known)]
    return [tuple(sorted(names)) for names, _marks in groups]
