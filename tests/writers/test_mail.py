"""Mail drafts as mail programs see them: read by GMime (Geary, Balsa), by a parser in Rust, and by Python's `email`."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import os
import re
import subprocess
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from fast_mail_parser import PyMail, parse_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zipingbiao.writers.mail import Address, Attachment, Draft, one_line, render_mail

NAME = "某市供水中心_项目支出绩效自评表_2023年度.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES = bytes(range(256)) * 500 + b"\r\n.\r\n--=_zpb_mixed"
ODD = ["关于报送\r\nBcc: x@y.cn", '"a"; filename=b.exe', "=?UTF-8?B?5L2g?=", "👩‍👩‍👧‍👦 家庭", "长" * 200, "\u202egpj.exe", "\ud800", ";", "a" * 70]


def draft(name: str = NAME, subject: str = "报送：2023年度自评表", text: str = "您好：\n\n　　报送。\n", who: str = "张三") -> Draft:
    return Draft(
        to=(Address(who, "zhang@x.gov.cn"), Address("", "li@x.gov.cn")), cc=(Address("王,五", "wang@x.cn"),),
        subject=subject, text=text, html=f"<p>{text}</p>", attachments=(Attachment(name, BYTES), Attachment("附.pdf", b"")),
    )  # fmt: skip


def seen_by_gmime(folder: Path, *contents: bytes) -> list[dict[str, Any]]:
    """What GMime reads of these mails; fails without it where CI=true, is skipped elsewhere."""
    paths = []
    for number, content in enumerate(contents):
        paths.append(folder / f"{number}.eml")
        paths[-1].write_bytes(content)
    done = subprocess.run(
        ["/usr/bin/python3", str(Path(__file__).with_name("gmime_reads.py")), *map(str, paths)],
        capture_output=True, env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}, check=False,
    )  # fmt: skip
    if done.returncode and os.environ.get("CI") != "true" and b"gi" in done.stderr:
        pytest.skip("没有 GMime，请执行 scripts/system-packages.sh")
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def assert_lines(content: bytes) -> None:
    """Only ASCII, every line ended by CRLF, none too long for a mail server."""
    lines = content.decode("ascii").split("\r\n")
    assert lines[-1] == ""
    assert not any("\r" in line or "\n" in line for line in lines)
    assert max(map(len, lines)) <= 120
    assert max(len(line) for line in lines if "=?UTF-8?" in line) <= 78


def clean(text: str) -> str:
    """What arrives of a text: see one_line."""
    return re.sub(r'[<>:"/\\|?*]', "_", one_line(text)).strip(". ") or "附件"


def test_a_mail_program_sees_an_unsent_draft_with_everything_in_it() -> None:
    content = render_mail(draft())
    assert_lines(content)
    mail = parse_email(content, strict=True)
    assert mail.warnings == []
    assert mail.headers["X-Unsent"] == ["1"]
    assert mail.subject == "报送：2023年度自评表"
    assert (mail.date, mail.from_) == ("", None)
    assert [(one.display_name, one.address) for one in (*mail.to, *mail.cc)] == [
        ("张三", "zhang@x.gov.cn"), (None, "li@x.gov.cn"), ("王,五", "wang@x.cn"),
    ]  # fmt: skip
    assert mail.text_plain == ["您好：\r\n\r\n　　报送。\r\n"]
    assert mail.text_html == ["<p>您好：\r\n\r\n　　报送。\r\n</p>\r\n"]
    assert [(one.filename, one.mimetype, one.disposition) for one in mail.attachments] == [
        (NAME, XLSX, "attachment"), ("附.pdf", "application/pdf", "attachment"),
    ]  # fmt: skip
    assert [one.content for one in mail.attachments] == [BYTES, b""]


def test_the_library_of_a_mail_program_sees_everything_whatever_the_texts_are(tmp_path: Path) -> None:
    texts = [NAME, *ODD, "报送2023年度", "2" + "年" * 60, "a b" * 40, "é" * 100, "报 送 " * 20]
    mails = seen_by_gmime(tmp_path, *(render_mail(draft(text, text, text, text)) for text in texts))
    assert len(mails) == len(texts)
    for text, mail in zip(texts, mails, strict=True):
        assert mail["subject"] == one_line(text)
        assert mail["to"] == [[one_line(text), "zhang@x.gov.cn"], ["", "li@x.gov.cn"]]
        assert mail["cc"] == [["王,五", "wang@x.cn"]]
        assert not mail["date"]
        assert mail["headers"] == ["X-Unsent", "To", "Cc", "Subject", "MIME-Version"]
        _, _, (kind, name, other_name, digest), (last, *_) = mail["parts"]
        assert (name, other_name, digest) == (clean(text), clean(text), hashlib.sha256(BYTES).hexdigest())
        assert kind == (XLSX if text == NAME else "application/octet-stream")
        assert last == "application/pdf"


def test_python_sees_the_same() -> None:
    message = email.message_from_bytes(render_mail(draft()), policy=email.policy.default)
    assert not message.defects
    assert message.get_content_type() == "multipart/mixed"
    assert message["Subject"] == "报送：2023年度自评表"
    assert message["To"].addresses[0].display_name == "张三"
    assert message["Cc"].addresses[0].addr_spec == "wang@x.cn"
    assert message.get_body(("plain",)).get_content() == "您好：\r\n\r\n　　报送。\r\n"  # type: ignore[union-attr]
    parts = list(message.iter_attachments())
    assert [part.get_filename() for part in parts] == [NAME, "附.pdf"]
    assert parts[0].get_payload(decode=True) == BYTES
    assert not any(part.defects for part in message.walk())


def test_a_name_stands_in_both_forms_that_mail_programs_read() -> None:
    content = render_mail(draft()).decode("ascii")
    # Outlook and Foxmail read the encoded words of Content-Type; the others RFC 2231.
    coded = re.search(r'Content-Type: application/vnd\S+;\r\n name="(.+?)"', content, re.DOTALL)
    assert coded is not None
    assert str(make_header(decode_header(coded[1]))) == NAME
    assert "filename*0*=UTF-8''" in content
    assert "name=\"plain.xlsx\"" in render_mail(draft("plain.xlsx")).decode("ascii")


def test_the_same_draft_gives_the_same_bytes_and_another_one_another_boundary() -> None:
    first, again, other = render_mail(draft()), render_mail(draft()), render_mail(draft(text="别的"))
    assert first == again
    boundaries = [re.findall(rb'boundary="(.+?)"', one) for one in (first, other)]
    assert not set(boundaries[0]) & set(boundaries[1])


def test_a_mail_to_nobody_has_no_address_lines() -> None:
    content = render_mail(Draft((), (), "报送", "报送", "<p>报送</p>", ()))
    assert b"To:" not in content and b"Cc:" not in content
    assert parse_email(content, strict=True).attachments == []


texts = st.text(min_size=1, max_size=200) | st.sampled_from(ODD)


@settings(max_examples=300, deadline=None)
@given(name=texts, subject=texts, body=texts, who=texts)
@example(*ODD[:4])
@example(*ODD[4:8])
def test_whatever_a_workbook_says_it_arrives_and_adds_no_header(name: str, subject: str, body: str, who: str) -> None:
    content = render_mail(draft(name, subject, body, who))
    assert_lines(content)
    mail: PyMail = parse_email(content)
    assert set(mail.headers) == {"X-Unsent", "To", "Cc", "Subject", "MIME-Version", "Content-Type"}
    assert mail.subject == one_line(subject)
    assert [one.address for one in mail.to] == ["zhang@x.gov.cn", "li@x.gov.cn"]
    assert mail.to[0].display_name == (one_line(who) or None)
    assert mail.attachments[0].filename == clean(name)
    assert mail.attachments[0].content == BYTES
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert list(message) == ["X-Unsent", "To", "Cc", "Subject", "MIME-Version", "Content-Type"]
    assert next(message.iter_attachments()).get_filename() == clean(name)


@pytest.mark.parametrize(("text", "shown"), [("a\r\nBcc: b", "a Bcc: b"), ("\u202egpj.exe", "gpj.exe"), ("  甲　乙 ", "甲 乙"), ("\x00", "")])
def test_what_is_not_seen_reaches_no_header(text: str, shown: str) -> None:
    assert one_line(text) == shown
