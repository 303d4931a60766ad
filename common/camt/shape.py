"""Where the parts of a statement stand, in every version of camt.053: paths of element names, and what we call them.

Version 8 put a party's name into ``Pty``, the status into ``Cd`` and named the bank's code ``BICFI``; both spellings
are known in every version. Nothing that is not in these tables is kept while reading.
"""

from dataclasses import dataclass, field
from typing import Final

_ACCOUNT_BALANCE: Final = {
    "Tp/CdOrPrtry/Cd": "kind",
    "Amt": "amount",
    "CdtDbtInd": "sign",
    "Dt/Dt": "day",
    "Dt/DtTm": "day",
}

_STATEMENT: Final = {
    "Id": "ident",
    "ElctrncSeqNb": "sequence",
    "LglSeqNb": "legal_sequence",
    "CreDtTm": "created",
    "Acct/Id/IBAN": "iban",
    "Acct/Id/Othr/Id": "other_account",
    "Acct/Ccy": "currency",
}

_CODE: Final = {
    "BkTxCd/Domn/Cd": "code",
    "BkTxCd/Domn/Fmly/Cd": "code",
    "BkTxCd/Domn/Fmly/SubFmlyCd": "code",
    "BkTxCd/Prtry/Cd": "code",
}

_ENTRY: Final = {
    "Amt": "amount",
    "CdtDbtInd": "sign",
    "RvslInd": "reversal",
    "Sts": "status",
    "Sts/Cd": "status_code",
    "Sts/Prtry": "status_code",
    "BookgDt/Dt": "booked",
    "BookgDt/DtTm": "booked",
    "ValDt/Dt": "valued",
    "ValDt/DtTm": "valued",
    "AcctSvcrRef": "bank_reference",
    "NtryRef": "reference",
    "AddtlNtryInf": "description",
    "NtryDtls/Btch/PmtInfId": "batch",
    "NtryDtls/Btch/MsgId": "batch_message",
    **_CODE,
}


def _party(role: str, name: str) -> dict[str, str]:
    """The paths of one of the two sides of a payment."""
    return {
        f"RltdPties/{role}/Nm": f"{name}_name",
        f"RltdPties/{role}/Pty/Nm": f"{name}_name",
        f"RltdPties/Ultmt{role}/Nm": f"{name}_ultimate",
        f"RltdPties/Ultmt{role}/Pty/Nm": f"{name}_ultimate",
        f"RltdPties/{role}Acct/Id/IBAN": f"{name}_iban",
        f"RltdAgts/{role}Agt/FinInstnId/BIC": f"{name}_bic",
        f"RltdAgts/{role}Agt/FinInstnId/BICFI": f"{name}_bic",
    }


_PART: Final = {
    "Refs/AcctSvcrRef": "bank_reference",
    "Refs/EndToEndId": "end_to_end",
    "Refs/TxId": "transaction",
    "Refs/InstrId": "transaction",
    "Refs/UETR": "transaction",
    "Refs/PmtInfId": "transaction",
    "Amt": "amount",
    "CdtDbtInd": "sign",
    "AmtDtls/TxAmt/Amt": "transaction_amount",
    "RmtInf/Ustrd": "text",
    "RmtInf/Strd/AddtlRmtInf": "text",
    "RmtInf/Strd/RfrdDocInf/Nb": "text",
    "RmtInf/Strd/CdtrRefInf/Ref": "creditor_reference",
    "AddtlTxInf": "description",
    **_party("Dbtr", "debtor"),
    **_party("Cdtr", "creditor"),
    **_CODE,
}


@dataclass(slots=True)
class Place:
    """An element we know: its children by name; the key its text is kept under; the group it opens."""

    key: str = ""
    group: str = ""
    children: dict[str, "Place"] = field(default_factory=dict)

    def at(self, path: str) -> "Place":
        """The place at the end of a path from here, made when it is new."""
        here = self
        for name in path.split("/"):
            here = here.children.setdefault(name, Place())
        return here


def _place(group: str, keys: dict[str, str]) -> Place:
    here = Place(group=group)
    for path, key in keys.items():
        here.at(path).key = key
    return here


def _root() -> Place:
    root = Place()
    statement = root.children["Stmt"] = _place("statement", _STATEMENT)
    statement.children["Bal"] = _place("balance", _ACCOUNT_BALANCE)
    entry = statement.children["Ntry"] = _place("entry", _ENTRY)
    entry.at("NtryDtls").children["TxDtls"] = _place("part", _PART)
    return root


ROOT: Final = _root()
"""The place of ``BkToCstmrStmt``."""
