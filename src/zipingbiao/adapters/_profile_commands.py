"""The command that lists the profiles, and their reference page."""

from __future__ import annotations

from zipingbiao.adapters._options import AsJson
from zipingbiao.adapters._output import print_json, print_text


def profiles(as_json: AsJson = False) -> None:
    """列出检查口径"""
    from zipingbiao.app.profiles import chosen_by, list_profiles

    found = list_profiles()
    if as_json:
        return print_json(found)
    for profile in found:
        print_text(f"{profile['id']}  {profile['title']}")
        print_text(f"    用于：{chosen_by(profile)}")
        for line in profile["lines"]:
            print_text(f"    {line['text']}（{line['basis']}）")
        for text in profile["rules_text"]:
            print_text(f"    {text}")
    return None


def profile_reference(mark: str) -> str:
    """docs/reference/profiles.md, from the files of the profiles."""
    from zipingbiao.app.profiles import chosen_by, list_profiles

    found = list_profiles()
    lines = [f"<!-- {mark} -->", "# 检查口径", ""]
    lines += ["检查时按哪一份：`--profile` 点名的；没有点名的，按下表自动选用。写法见 [检查口径](../检查口径.md)。", ""]
    lines += ["| 编号 | 名称 | 用于 |", "|---|---|---|"]
    lines += [f"| [{one['id']}](#{one['id']}) | {one['title']} | {chosen_by(one)} |" for one in found]
    for one in found:
        lines += ["", f"## {one['id']}", "", f"**{one['title']}**", "", one["note"]]
        if one["form"]:
            lines += ["", f"点名时，没有注明表样的表按表样 `{one['form']}`。"]
        rows = [f"| {line['text']} | {line['basis']} |" for line in one["lines"]]
        rows += [f"| {text} | |" for text in one["rules_text"]]
        if rows:
            lines += ["", "| 规定 | 依据 |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"
