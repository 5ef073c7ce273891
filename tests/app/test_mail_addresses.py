"""Mail addresses as people write them, and what is none."""

from __future__ import annotations

import pytest

from zipingbiao.app.mail_addresses import read_addresses
from zipingbiao.base.errors import ZpbError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zhang@x.gov.cn", ["zhang@x.gov.cn"]),
        ("张三 <zhang@x.gov.cn>", ["张三 <zhang@x.gov.cn>"]),
        ("张三<zhang@x.gov.cn>；李四<li@x.cn>，wang@x.cn、zhao@x.cn;", ["张三 <zhang@x.gov.cn>", "李四 <li@x.cn>", "wang@x.cn", "zhao@x.cn"]),
        ("王五＜wang＠x．cn＞", ["王五 <wang@x.cn>"]),
        ('"李, 四; 科长" <li@x.cn>, “赵，六”<zhao@x.cn>', ["李, 四; 科长 <li@x.cn>", "赵，六 <zhao@x.cn>"]),
        ("局办@财政.中国", []),
        ("w@财政.中国", ["w@xn--5bvu10g.xn--fiqs8s"]),
        ("a@x.cn, A@X.cn", ["a@x.cn"]),
        ("张\u202e三 <zhang@x.cn>", ["张 三 <zhang@x.cn>"]),
    ],
)
def test_addresses_are_read_as_people_write_them(text: str, shown: list[str]) -> None:
    if not shown:
        with pytest.raises(ZpbError, match="不是邮箱地址"):
            read_addresses([text])
        return
    assert [str(one) for one in read_addresses([text])] == shown


@pytest.mark.parametrize(
    "text",
    ["", " ", "；", "zhang", "zhang@", "@x.cn", "zhang@x", "zhang@x.c", "a..b@x.cn", "张三 <zhang@x.cn", "zhang@x.cn>", "a b@x.cn",
     "zhang@x.cn\r\nBcc: li@x.cn", "张三 <zhang@x.cn>\r\n", "张\n三 <zhang@x.cn\r\nBcc: li@x.cn>", "a@" + "x" * 260 + ".cn", "a@-x.cn"],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_can_add_no_header(text: str) -> None:
    try:
        found = read_addresses([text])
    except ZpbError as error:
        assert "不是邮箱地址" in str(error)
        assert "\n" not in str(error)
    else:
        assert [str(one) for one in found] == ["张三 <zhang@x.cn>"]
