"""What an outlier is while it is looked for, and how much of it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Forms listed below one outlier: enough to start looking; the sentence has their number.
LISTED = 30
#: Outliers of one kind.
MOST_OF_KIND = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """An outlier with the numbers of its forms in the tables.

    remarks  what is to be said of a form, by its number
    note     what must be said beside the figures of all, which it bears upon
    """

    kind: str
    title: str
    sentence: str
    forms: tuple[int, ...]
    text: str = ""
    remarks: dict[int, str] = field(default_factory=dict)
    note: str = ""
