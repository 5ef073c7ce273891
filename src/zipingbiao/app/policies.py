"""Which policy a form is judged by."""

from __future__ import annotations

from zipingbiao.forms import catalog
from zipingbiao.forms.schema import Policy
from zipingbiao.model.evaluation import Evaluation


def policy_for(evaluation: Evaluation) -> Policy:
    """The policy of the form's template; the national one where the template is not in the catalogue."""
    known = evaluation.template if evaluation.template in catalog.forms() else None
    return catalog.get_form(known or catalog.DEFAULT_FORM).policy
