"""Codes of the organisation's own rules, the JSON Schemas that the project file lists."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity

_E, _W = Severity.ERROR, Severity.WARNING

ORGANISATION_CODES: Mapping[str, Code] = {
    "ORG001": Code(
        "A document breaks a rule of the organisation",
        _E,
        "A JSON Schema that the project file lists under schemas does not accept the document. The message is the "
        "schema's own title and description; the second place is the rule in the schema file.",
    ),
    "ORG002": Code(
        "A schema of the organisation cannot be read",
        _E,
        "schemas lists files of at most 100 kB inside the configuration directory, at most 20 of them; a link may not "
        "lead out of the directory. Without the file its rules are not held against anything.",
    ),
    "ORG003": Code(
        "A file is not a JSON Schema",
        _E,
        "The file must be JSON and a schema of draft 4, 6, 7, 2019-09 or 2020-12 (the one without $schema).",
    ),
    "ORG004": Code(
        "A schema refers to another file or address",
        _E,
        "A $ref may lead to a place in the same file (#/...) and nowhere else: nothing is ever fetched, so that the "
        "same commit is checked the same way everywhere.",
    ),
    "ORG005": Code(
        "A schema takes too long",
        _E,
        "A pattern that repeats what already repeats, or a schema that refers to itself without end, may take "
        "for ever. A check of all documents may take 10 seconds.",
    ),
    "ORG006": Code(
        "A schema has a keyword that means nothing",
        _W,
        "A mistyped keyword is ignored, and its rule is held against nothing. A keyword of your own starts with x-.",
    ),
}
