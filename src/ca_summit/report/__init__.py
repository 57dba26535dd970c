"""Run notebooks and write one offline HTML file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ca_summit.report.build import build_report
    from ca_summit.report.errors import ReportError
    from ca_summit.report.exporter import OfflineHTMLExporter

_HOMES = {"OfflineHTMLExporter": "exporter", "build_report": "build", "ReportError": "errors"}

__all__ = ["OfflineHTMLExporter", "ReportError", "build_report"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
