"""The JSON Schema of findings."""

from lcwsync.render.formats.schema import COMMON, COUNT, TEXT, TEXT_OR_NULL, array, closed, document, one_of, ref
from lcwsync.values.findings import Severity
from lcwsync.values.json import JsonObject

FINDING: JsonObject = {
    "finding": closed(
        {
            "code": TEXT,
            "severity": one_of(severity.value for severity in Severity),
            "message": TEXT,
            "hint": TEXT_OR_NULL,
            "location": ref("location"),
            "related": array(ref("location")),
            "environment": TEXT_OR_NULL,
        }
    ),
}
"""The definition of a finding, in a document of its own or in a plan."""


def findings_schema() -> JsonObject:
    """The JSON Schema of `validate --format json`."""
    return document(
        "Findings as `lcwsync validate --format json` prints them",
        {
            "summary": closed(dict.fromkeys(("errors", "warnings", "notes"), COUNT)),
            "findings": array(ref("finding")),
        },
        {**COMMON, **FINDING},
    )
