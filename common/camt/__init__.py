"""Bank statements as banks send them: ISO 20022 camt.053, versions 2 and later, alone or in a ZIP.

``read`` takes bytes and gives statements and faults, never an exception. Pure: no Django, no clock, no network.
"""

from common.camt.facts import Balance, Fault, FaultCode, LeftOut, Line, Reading, Statement
from common.camt.files import read

__all__ = ["Balance", "Fault", "FaultCode", "LeftOut", "Line", "Reading", "Statement", "read"]
