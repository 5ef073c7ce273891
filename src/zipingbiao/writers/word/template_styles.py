"""How a report looks, as styles of Word: fonts, sizes and spacing of GB/T 9704, table texts, the number of the page."""

from __future__ import annotations

from dataclasses import dataclass

NAMESPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
#: Twentieths of a point: A4 with margins of 37, 35, 28 and 26 mm.
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = 2098, 1985, 1588, 1474
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
TABLE_STYLE = "ReportTable"
PLACEHOLDER_ID = "Placeholder"

_TITLE, _HEI, _KAI, _FANG, _SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
#: What stands in for a font that is not installed; None for those of every Chinese Windows.
_ALTERNATIVES = {_TITLE: "华文中宋", _HEI: "SimHei", _KAI: "楷体", _FANG: "仿宋", _SONG: "SimSun"}


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; size in half points, line and space in twentieths of a point (line 0: as high as it needs).

    keep   on one page with the next paragraph
    close  no space between two paragraphs of this style
    hanging  how far the first line begins before the others
    """

    id: str
    name: str
    font: str
    size: int
    line: int = 560
    bold: bool = False
    align: str = ""
    indent: bool = False
    before: int = 0
    after: int = 0
    outline: int | None = None
    keep: bool = False
    left: int = 0
    right: int = 0
    close: bool = False
    hanging: int = 0


#: 二号 is 44 half points, 三号 32, 小四 24, 五号 21.
_STYLES = (
    _Style("Title", "Title", _TITLE, 44, 720, align="center", before=240, after=400, keep=True, close=True),
    _Style("CoverTitle", "封面标题", _TITLE, 52, 840, align="center", before=2400, after=600, keep=True),
    _Style("Heading1", "heading 1", _HEI, 32, indent=True, outline=0, keep=True),
    _Style("Heading2", "heading 2", _KAI, 32, indent=True, outline=1, keep=True),
    _Style("Heading3", "heading 3", _FANG, 32, bold=True, indent=True, outline=2, keep=True),
    _Style("Heading4", "heading 4", _FANG, 32, indent=True, outline=3, keep=True),
    _Style("BodyText", "Body Text", _FANG, 32, align="both", indent=True),
    _Style("CenteredLine", "居中", _FANG, 32, align="center", after=280),
    _Style("CoverLine", "封面", _FANG, 32, 640, left=2700, before=360, hanging=1600),
    _Style("Signature", "落款", _FANG, 32, align="right", right=640),
    _Style("Picture", "图", _FANG, 24, 0, align="center", before=120, after=120),
    _Style("TableCaption", "表题", _HEI, 24, 400, align="center", before=120, keep=True),
    _Style("TableNote", "表注", _SONG, 21, 320, align="right", keep=True),
    _Style("TableText", "表文", _SONG, 21, 0, align="center"),
    _Style("TableTextLeft", "表文左", _SONG, 21, 0, align="left"),
    _Style("TableHead", "表头", _SONG, 21, 0, bold=True, align="center"),
    _Style("Footer", "footer", _SONG, 28, 0, align="center"),
)

_PAGE = (
    f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
    f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" w:header="851" w:footer="1400" '
    'w:gutter="0"/>'
)


def section(footer: str, numbered_anew: bool = False) -> str:
    """A w:sectPr with the footer of this relationship; the number of the page begins at 1 where `numbered_anew`."""
    number = '<w:pgNumType w:start="1"/>' if numbered_anew else ""
    reference = f'<w:footerReference w:type="default" r:id="{footer}"/>'
    return f'<w:sectPr>{reference}{_PAGE}{number}<w:cols w:space="425"/></w:sectPr>'


#: A cover has no number.
EMPTY_FOOTER = f'<w:ftr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr></w:p></w:ftr>'
FOOTER = (
    f'<w:ftr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
)
#: doNotExpandShiftReturn: a line that ends in a line break is not spread over the whole width.
SETTINGS = (
    f'<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:doNotExpandShiftReturn/>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
FONTS = (
    f"<w:fonts {NAMESPACE}>"
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _ALTERNATIVES.items()
    )
    + "</w:fonts>"
)


def styles() -> str:
    """The w:styles part."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(_FANG)}<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        '<w:widowControl/><w:spacing w:line="560" w:lineRule="exact"/></w:pPr></w:style>'
    )
    return f"<w:styles {NAMESPACE}>{defaults}{normal}{''.join(map(_paragraph_style, _STYLES))}{_OTHERS}</w:styles>"


_OTHERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultFont"><w:name w:val="Default Paragraph Font"/>'
    "<w:semiHidden/></w:style>"
    f'<w:style w:type="character" w:customStyle="1" w:styleId="{PLACEHOLDER_ID}"><w:name w:val="待填"/><w:qFormat/>'
    '<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/></w:rPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}"><w:name w:val="报告表格"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def _paragraph_style(style: _Style) -> str:
    custom = "" if style.name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/>{_next(style)}<w:qFormat/><w:pPr>{_layout(style)}</w:pPr>'
        f"<w:rPr>{_font(style.font)}{'<w:b/>' if style.bold else ''}"
        f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/></w:rPr></w:style>'
    )


def _next(style: _Style) -> str:
    return '<w:next w:val="BodyText"/>' if style.outline is not None or style.id == "Title" else ""


def _layout(style: _Style) -> str:
    """The children of w:pPr in the order that the schema wants."""
    rule = f'w:line="{style.line}" w:lineRule="exact"' if style.line else 'w:line="240" w:lineRule="auto"'
    parts = ["<w:keepNext/>" if style.keep else "", "<w:keepLines/>" if style.outline is not None else ""]
    parts.append(f'<w:spacing w:before="{style.before}" w:after="{style.after}" {rule}/>')
    if style.indent:
        # Two characters whatever their size; Word computes firstLine anew from firstLineChars.
        parts.append(f'<w:ind w:firstLineChars="200" w:firstLine="{style.size * 20}"/>')
    elif style.left or style.right:
        hanging = f' w:hanging="{style.hanging}"' if style.hanging else ""
        parts.append(f'<w:ind w:left="{style.left}" w:right="{style.right}"{hanging}/>')
    parts.append("<w:contextualSpacing/>" if style.close else "")
    parts.append(f'<w:jc w:val="{style.align}"/>' if style.align else "")
    parts.append(f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline is not None else "")
    return "".join(parts)


def _font(name: str) -> str:
    """Digits and Latin letters in Times New Roman; quotation marks and dashes, which have no script, in the Chinese font."""
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="Times New Roman"/>'
