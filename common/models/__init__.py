"""The tables every app leans on."""

from common.models.series import Series

__all__ = ["Series"]
