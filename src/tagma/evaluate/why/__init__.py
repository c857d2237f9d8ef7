"""Why a customer has, or lacks, a tag or segment."""

from tagma.evaluate.why.explain import Explained, ExplainedCase, ExplainedFormula, Explainer, formula_to_dict
from tagma.evaluate.why.whatif import Hint

__all__ = ["Explained", "ExplainedCase", "ExplainedFormula", "Explainer", "Hint", "formula_to_dict"]
