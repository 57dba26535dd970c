"""Name what stopped a report."""

from __future__ import annotations


class ReportError(RuntimeError):
    """Say why no report was written; an earlier report stays as it was.

    Examples
    --------
    >>> str(ReportError("01_region.ipynb, cell 4 of 9: NameError: name 'x' is not defined"))
    "01_region.ipynb, cell 4 of 9: NameError: name 'x' is not defined"
    """
