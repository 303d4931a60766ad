"""The catalogue the product is shipped with: 4 levels, 7 tracks, 23 titles.

Never edited: the catalogue is rows, kept in the back office. The migration that fills the tables and the replay of
the shipped rules both read it here. Source: S1, S2.
"""

from datetime import date
from decimal import Decimal
from typing import Final

LEVELS: Final = (
    (
        "foundation",
        "Foundation",
        "exam",
        "Knows the words and the essentials of the field, and can follow those who work in it.",
    ),
    (
        "practitioner",
        "Practitioner",
        "exam",
        "Does the daily work of the field, and can say why it is done that way.",
    ),
    (
        "expert",
        "Expert",
        "exam",
        "Designs, judges and improves the work of the field, and guides others in it.",
    ),
    (
        "officer",
        "Certified Officer",
        "assessment",
        "Has answered for the field for five years or more, with a say in decisions, and others confirm it.",
    ),
)
"""Key, name, how its titles are earned, what it says about a holder."""

TRACKS: Final = (
    ("information-security", "Information Security Management"),
    ("it-security", "IT-Security"),
    ("privacy", "Privacy & Data Protection"),
    ("ethical-hacking", "Ethical Hacking"),
    ("secure-software", "Secure Software"),
    ("business-continuity", "Business Continuity"),
    ("crisis-management", "Crisis Management"),
)
"""Key, name."""

TITLES: Final = (
    ("S-ISP", "Information Security Practitioner", "practitioner", "information-security"),
    ("S-ISME", "Information Security Management Expert", "expert", "information-security"),
    ("S-CISO", "Certified Information Security Officer", "officer", "information-security"),
    ("S-ITSP", "IT-Security Practitioner", "practitioner", "it-security"),
    ("S-ITSE", "IT-Security Expert", "expert", "it-security"),
    ("S-CITSO", "Certified IT-Security Officer", "officer", "it-security"),
    ("S-DPP", "Data Protection Practitioner", "practitioner", "privacy"),
    ("S-DPE", "Data Protection Expert", "expert", "privacy"),
    ("S-CDPO", "Certified Data Protection Officer", "officer", "privacy"),
    ("S-EHP", "Ethical Hacking Practitioner", "practitioner", "ethical-hacking"),
    ("S-EHE", "Ethical Hacking Expert", "expert", "ethical-hacking"),
    ("S-CEHL", "Certified Ethical Hacking Expert", "officer", "ethical-hacking"),
    ("S-SPP", "Secure Programming Practitioner", "practitioner", "secure-software"),
    ("S-SPE", "Secure Programming Expert", "expert", "secure-software"),
    ("S-CSPL", "Certified Secure Programming Expert", "officer", "secure-software"),
    ("S-BCP", "Business Continuity Practitioner", "practitioner", "business-continuity"),
    ("S-BCME", "Business Continuity Management Expert", "expert", "business-continuity"),
    ("S-CBCO", "Certified Business Continuity Officer", "officer", "business-continuity"),
    ("S-CMP", "Crisis Management Practitioner", "practitioner", "crisis-management"),
    ("S-CME", "Crisis Management Expert", "expert", "crisis-management"),
    ("S-CCMO", "Certified Crisis Management Officer", "officer", "crisis-management"),
    ("SOC-CA", "", "practitioner", "it-security"),
    ("SOC-LA", "", "practitioner", "it-security"),
)
"""Code, name, level, track; two are known by their code alone (S2)."""

AMOUNTS_FROM: Final = date(1900, 1, 1)
AMOUNTS: Final = (
    ("foundation", Decimal("0.00")),
    ("practitioner", Decimal("0.00")),
    ("expert", Decimal("0.00")),
    ("officer", Decimal("150.00")),
)
"""Level's key, and what its titles ask for a membership year."""
