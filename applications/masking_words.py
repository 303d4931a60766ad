"""What the page says while a copy is covered in the browser. A fact stands in braces, for the script to fill in."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.models import Application

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "pdf": _("This is a PDF. Take a photo of your document, or a screenshot of the PDF, and choose that."),
    "heic": _(
        "Your browser cannot open this kind of photo (HEIC). Take a screenshot of it, or set your camera to JPEG "
        "(on an iPhone: Settings, Camera, Formats, Most Compatible), and choose that."
    ),
    "no-picture": _(
        "Your browser cannot open this file as a picture. Choose a photo or a screenshot, as JPEG, PNG or WebP."
    ),
    "opened": _("Your picture is open, and all of it is covered. Uncover your name and your photo."),
    "opened-name": _("Open on this page: {name}"),
    "choose": _("Choose a picture"),
    "choose-another": _("Choose another picture"),
    "now-covered": _("Everything is covered. Uncover your name and your photo."),
    "now-shown": _("Nothing is covered. Cover everything but your name and your photo."),
    "turned": _("The picture is turned by a quarter."),
    "zoomed": _("Shown at {percent} %."),
    "area-name": _("Area {n}"),
    "area": _("Area {n}: {left} % from the left, {top} % from the top, {width} % wide, {height} % high"),
    "added": _("Area {n} added: {left} % from the left, {top} % from the top, {width} % wide, {height} % high."),
    "moved": _("Area {n}: {left} % from the left, {top} % from the top, {width} % wide, {height} % high."),
    "removed": _("Area {n} removed. Areas left: {left}."),
    "no-number": _("Write a number from 0 to 100. The area is as it was."),
    "no-room": _(
        "There is no room for {number} %: an area stays within the picture and keeps some size. It is {possible} % "
        "now, as near as possible."
    ),
    "undo-done": _("Undone. Areas: {n}."),
    "redo-done": _("Done again. Areas: {n}."),
    "nothing-to-do": _("There is nothing more to undo or do again in this direction."),
    "uncover-more": _("Uncover an area"),
    "cover-more": _("Cover an area"),
    "all-covered": _(
        "Everything is covered, so we would see nothing. Uncover your name and your photo first: draw an area around "
        "each, or press “Uncover an area”."
    ),
    "not-made": _("Your browser could not make the picture. Choose it again, or send it from another device."),
    "sent-facts": _("{width} × {height} points, {size} kB, as JPEG."),
    "sending": _(
        "We receive your picture and look through it. This may take half a minute; until then it cannot be changed."
    ),
    "signed-out": _(
        "You were signed out meanwhile. Sign in again in another window, leave this page open, and send the picture "
        "once more: it is still here."
    ),
    "our-fault": _(
        "Something went wrong on our side, and nothing was kept. Send the picture once more in some minutes: it is "
        "still here."
    ),
    "no-answer": _(
        "No answer came within three minutes, and the picture may have arrived. Send it once more: it is still here, "
        "and replaces one that arrived."
    ),
    "not-arrived": _(
        "The picture did not arrive. Look whether you have a connection, and send it once more: it is still here."
    ),
}
"""Key → sentence."""
MARKED: Final = len("4XTN-H")
"""Signs at the end of a reference: its last group and its check character."""


def mark_of(application: Application, on: date) -> str:
    """What is written across all that stays visible: whom the copy is for, and when it was made.

    Of the reference only the end, and not beside the day: the whole has as many signs as a citizen number, for which
    the program that looks through the copy might take it.
    """
    facts = {"end": application.reference[-MARKED:], "day": date_format(on, "j F Y")}
    return _t("For SECO-Institute only, on %(day)s, application …%(end)s") % facts
