"""Reads of the register for pages."""

from dataclasses import dataclass, field

from accounts.models import User
from members.models import Level, Member, Title, Track


@dataclass(frozen=True, slots=True)
class TrackLine:
    """One track of the public catalogue: its titles under each level that has titles at all."""

    track: Track
    cells: list[tuple[Level, list[Title]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The public catalogue: every level, the levels that are columns, and a line per track with titles."""

    levels: list[Level]
    columns: list[Level]
    lines: list[TrackLine]
    count: int


def catalogue() -> Catalogue:
    """The whole catalogue, track by level (3 queries)."""
    levels, tracks = list(Level.objects.all()), list(Track.objects.all())
    cells: dict[tuple[int, int], list[Title]] = {}
    for title in Title.objects.order_by("code"):
        cells.setdefault((title.track_id, title.level_id), []).append(title)
    for titles in cells.values():
        titles.sort(key=lambda title: not title.name)
    columns = [level for level in levels if any(key[1] == level.pk for key in cells)]
    lines = [
        TrackLine(track, [(level, cells.get((track.pk, level.pk), [])) for level in columns])
        for track in tracks
        if any(key[0] == track.pk for key in cells)
    ]
    return Catalogue(levels, columns, lines, sum(map(len, cells.values())))


def member_of(user: User) -> Member | None:
    """This person's place in the register, if there is one (1 query)."""
    return Member.objects.filter(user=user).first()
