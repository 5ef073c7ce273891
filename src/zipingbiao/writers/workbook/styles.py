"""Cell formats of the generated workbook, made once per distinct combination of properties."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from zipingbiao.forms.schema import Fonts

#: GB2312: lets Excel choose another Chinese font where the named one is not installed.
_GB2312 = 134
INPUT_FILL = "#FFFBE6"
HEAD_FILL = "#F2F2F2"
GREY = "#7F7F7F"
RED, ORANGE, GREEN = "#C00000", "#ED7D31", "#548235"


class Styles:
    """Formats by what they are for; all text is wrapped and vertically centred."""

    def __init__(self, book: Workbook, fonts: Fonts) -> None:
        self._book = book
        self._fonts = fonts
        self._cache: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format with the body font and the given properties."""
        base: dict[str, Any] = {
            "font_name": self._fonts.body,
            "font_size": float(self._fonts.body_size),
            "font_charset": _GB2312,
            "valign": "vcenter",
            "text_wrap": True,
        }
        base.update(properties)
        key = tuple(sorted(base.items()))
        if key not in self._cache:
            self._cache[key] = self._book.add_format(base)
        return self._cache[key]

    def like(self, style: Format, **changes: Any) -> Format:
        """A format of this kind with other properties."""
        known = next(key for key, one in self._cache.items() if one is style)
        return self.make(**{**dict(known), **changes})

    def title(self, **more: Any) -> Format:
        """The form's title."""
        size = float(self._fonts.title_size)
        return self.make(font_name=self._fonts.title, font_size=size, align="center", bold=False, **more)

    def label(self, **more: Any) -> Format:
        """A printed label: framed, centred, locked."""
        return self.make(border=1, align="center", **more)

    def text_input(self, **more: Any) -> Format:
        """A text a person types; text format, so that 7月 or 1/2 never becomes a date."""
        return self.make(**{"border": 1, "locked": False, "bg_color": INPUT_FILL, "num_format": "@", **more})

    def number_input(self, number_format: str, **more: Any) -> Format:
        """A number a person types."""
        return self.make(
            **{
                "border": 1, "locked": False, "bg_color": INPUT_FILL, "num_format": number_format,
                "align": "center", **more,
            }
        )  # fmt: skip

    def computed(self, number_format: str = "General", **more: Any) -> Format:
        """A printed result of a formula: framed, centred, locked."""
        return self.make(border=1, align="center", num_format=number_format, **more)

    def helper(self, number_format: str = "General") -> Format:
        """A computed helper cell."""
        return self.make(font_size=9, font_color=GREY, num_format=number_format, text_wrap=False)

    def helper_head(self, is_input: bool) -> Format:
        """The header of a helper column."""
        return self.make(font_size=9, bold=is_input, bg_color=HEAD_FILL, border=1, align="center")

    def note(self, **more: Any) -> Format:
        """Plain text outside the print area."""
        return self.make(**{"font_size": 9, **more})

    def conditional(self, colour: str, fill: str | None) -> Format:
        """A differential format for conditional formatting: font colour and, where given, a fill."""
        properties: dict[str, Any] = {"font_color": colour}
        if fill:
            properties["bg_color"] = fill
        key = (("conditional", True), *sorted(properties.items()))
        if key not in self._cache:
            self._cache[key] = self._book.add_format(properties)
        return self._cache[key]
