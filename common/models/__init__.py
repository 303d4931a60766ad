"""The tables every app leans on."""

from common.models.closed_days import ClosedDay
from common.models.series import Series

__all__ = ["ClosedDay", "Series"]
