"""Codes of the findings of `lcwsync audit`; their places are the guardrails in git."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity

_PASS = "https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods"  # noqa: S105 - a page
_ROLES = "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference"

AUDIT_CODES: Mapping[str, Code] = {
    "AUD001": Code(
        "An unexpected holder can create, receive or redirect a pass",
        Severity.ERROR,
        "A person or application that creates or receives the pass of a user can sign in as that user. Remove the "
        "right, or list its holder under "
        f"`expected` in the guardrails with a reason. Who can create a pass: {_PASS}; roles: {_ROLES}.",
    ),
    "AUD002": Code(
        "A workflow that creates passes differs from git",
        Severity.ERROR,
        "A workflow that creates passes and is not in git had no review, and a copy of its mail is a copy of the pass. "
        "Add the workflow to git, remove the copy, or list the recipient under `expected`.",
    ),
    "AUD003": Code(
        "A part of the tenant could not be read",
        Severity.WARNING,
        "The refused part may contain a holder, so the audit cannot pass. `lcwsync doctor` lists the permissions to "
        "grant.",
    ),
    "AUD004": Code(
        "Git expects a holder without such a right",
        Severity.NOTE,
        "An expectation without a holder hides the next holder of that name. Remove the entry when it is no longer "
        "needed.",
    ),
    "AUD005": Code(
        "Git does not list who may create a pass",
        Severity.WARNING,
        "Without `expected` in a document of kind TapGuardrails there is nothing to compare the tenant with. "
        "`lcwsync audit` prints a list of the holders that it found: check it and paste it into the document.",
    ),
    "AUD006": Code(
        "A verdict of the audit",
        Severity.NOTE,
        "An audit has two verdicts, each PASS, FAIL or UNKNOWN: who can create a pass, and who can receive or redirect "
        "one. Both cover what was read, and nothing else.",
    ),
    "AUD007": Code(
        "A way to a pass that no audit looks at",
        Severity.NOTE,
        "Microsoft Graph v1.0 does not contain it, so no verdict covers it. Check it by hand.",
    ),
    "AUD008": Code(
        "Git expects a principal by its display name",
        Severity.WARNING,
        "Any application or group can be given the display name of another, so a name proves nothing and the audit "
        "cannot pass. Write the object id, the application id or the UPN as `principal`; `name` beside it is for the "
        "reader.",
    ),
    "AUD009": Code(
        "Git names a scope by a name that several objects bear",
        Severity.WARNING,
        "An administrative unit can be given the display name of another. Such a name covers no right, "
        "since nobody can tell which of them git means. Write the object id of the unit as `scope`.",
    ),
}
