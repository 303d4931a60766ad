"""What every list of the back office does alike."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split

WORDS: Final = 8
LENGTH: Final = 200


class OfficeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """A list that counts only what it shows, and searches for as many words as a person would type.

    Every word asks the database once more in every column; a pasted page of text must not bring it down.
    """

    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for the first eight words, on lists and where a row is chosen by typing."""
        words = list(smart_split(search_term))[:WORDS]
        return super().get_search_results(request, queryset, " ".join(words)[:LENGTH])
