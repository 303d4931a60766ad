"""Officer applications: the request, its parts, and the appointments at which an identity is checked."""

from applications.models.appointments import Appointment
from applications.models.intake import Application
from applications.models.parts import OrganisationAnswer, Position, Reference

__all__ = ["Application", "Appointment", "OrganisationAnswer", "Position", "Reference"]
