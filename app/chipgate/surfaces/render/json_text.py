"""A decision as JSON, as every surface prints it."""

from chipgate.model.decision_text import decision_json as decision_json, decision_schema as decision_schema
