"""Whether the machines of a cluster have the same program and the packages that reading needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What must be of one version everywhere, and what workers must have where it is here: else a file could be read on one
#: machine and not on another.
_SAME, _THERE = ("zipingbiao", "distributed"), ("pyarrow", "fsspec", "python-calamine")
PACKAGES = [*_SAME, *_THERE]


def unfit(versions: Mapping[str, Any]) -> str | None:
    """Why the cluster is not fit for the work, in a sentence; None where it is.

    Args:
        versions: as Dask's Client.get_versions gives them for PACKAGES; a worker that did not answer is passed over.
    """
    here: dict[str, str | None] = versions["client"]["packages"]
    workers = {
        f"处理机 {host_of(at)} ": one["packages"] for at, one in versions["workers"].items() if isinstance(one, dict)
    }
    for who, there in {"调度程序": versions["scheduler"]["packages"], **workers}.items():
        for package in _SAME:
            if there.get(package) is None:
                return f'{who}没有安装 {package}，请在那里执行 pip install "zipingbiao[cluster]"，重新启动后再试。'
            if there[package] != here[package]:
                return f"{who}上的 {package} 是 {there[package]} 版，本机是 {here[package]} 版，请装成同一版本，重新启动后再试。"
    for who, there in workers.items():
        for package in _THERE:
            if here[package] is not None and there.get(package) is None:
                return (
                    f"{who}没有安装 {package}，会有文件在那里读不出来，请执行 pip install {package}，重新启动后再试。"
                )
    return None


def host_of(address: str) -> str:
    """A worker's address as it is told: machine and port."""
    return address.partition("://")[2] or address
