"""The register of all codes. It loads every explanation: `finding` reads it only when there is something to report."""

from collections.abc import Mapping
from types import MappingProxyType

from lcwsync.values.codes.audit import AUDIT_CODES
from lcwsync.values.codes.code import Code
from lcwsync.values.codes.organisation import ORGANISATION_CODES
from lcwsync.values.codes.pass_requests import PASS_REQUEST_CODES
from lcwsync.values.codes.refusals import REFUSAL_CODES
from lcwsync.values.codes.risks import RISK_CODES
from lcwsync.values.codes.scope_rules import SCOPE_RULE_CODES
from lcwsync.values.codes.semantics import SEMANTIC_CODES
from lcwsync.values.codes.syntax import SYNTAX_CODES

FINDING_CODES: Mapping[str, Code] = MappingProxyType(
    {**SYNTAX_CODES, **SEMANTIC_CODES, **SCOPE_RULE_CODES, **PASS_REQUEST_CODES, **ORGANISATION_CODES, **AUDIT_CODES}
)
"""Every code that a finding can have."""

CODES: Mapping[str, Code] = MappingProxyType({**FINDING_CODES, **RISK_CODES, **REFUSAL_CODES})
"""Every code of the tool: findings, risks of a plan, and the laws that refuse a plan."""
