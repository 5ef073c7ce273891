"""Every kind of mistake that is tried."""

import tests.mutations.kinds_head
import tests.mutations.kinds_rows
import tests.mutations.kinds_scores  # noqa: F401
from tests.mutations.corruption import KINDS
from tests.mutations.kinds_file import FILE_KINDS
from tests.mutations.kinds_set import SET_KINDS

__all__ = ["FILE_KINDS", "KINDS", "SET_KINDS"]
