"""Every code a finding can carry: what it stands for, how grave it is, and what `--explain` says.

LOAD  a file cannot be read, or not in only one way      OBJ  objects that contradict each other
SCH   the form of a document                             LCW  workflows that will not do what they seem to
VAR   variables                                          TAP  who gets a pass, for how long, and who reads it
PRJ   the project file                                   RUL  scope rules (model.rule)
REF   names that the tenant does not know (tenant)       AUD  who could mint a pass (access.audit)
ORG  rules of the organisation, as JSON Schema
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lcwsync.config.codes_audit import AUDIT_CODES
from lcwsync.config.codes_form import FORM_CODES
from lcwsync.config.codes_meaning import MEANING_CODES
from lcwsync.config.codes_organisation import ORGANISATION_CODES
from lcwsync.config.rule import Rule
from lcwsync.model.rule.codes import RULE_CODES
from lcwsync.values.findings import Finding
from lcwsync.values.location import Location


def finding(
    code: str, location: Location, message: str, hint: str | None = None, *, related: Sequence[Location] = ()
) -> Finding:
    """A finding with the severity its code has by default."""
    return Finding(
        code=code,
        severity=CODES[code].severity,
        message=message,
        location=location,
        hint=hint,
        related=tuple(related),
    )


RATEABLE = ("LCW", "TAP", "RUL", "ORG001")
"""What a project may rate differently: matters of judgement. The others say that the files cannot be used."""

CODES: Mapping[str, Rule] = MappingProxyType(
    {
        **FORM_CODES,
        **MEANING_CODES,
        **ORGANISATION_CODES,
        **AUDIT_CODES,
        **{code: Rule(rule.title, rule.severity, rule.explanation) for code, rule in RULE_CODES.items()},
    }
)
"""Every code of the tool."""
