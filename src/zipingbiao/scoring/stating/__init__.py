"""What a report may state of forms: the builders of model.statement. Nothing is read, rendered or checked here."""

from zipingbiao.scoring.stating.form import state_form
from zipingbiao.scoring.stating.unit import state_unit

__all__ = ["state_form", "state_unit"]
