"""Codes of what `lcwsync audit` finds in a tenant; their places are the guardrails in git."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity

_PASS = "https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods"  # noqa: S105 - a page
_ROLES = "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference"

AUDIT_CODES: Mapping[str, Code] = {
    "AUD001": Code(
        "Somebody could mint a pass whom git does not expect",
        Severity.ERROR,
        "Whoever can create a pass for somebody can sign in as them. Take the right away, or list its holder under "
        f"`expected` in the guardrails with a reason. Who can create a pass: {_PASS}; roles: {_ROLES}.",
    ),
    "AUD002": Code(
        "A workflow makes passes otherwise than git says",
        Severity.ERROR,
        "A workflow with the pass task that git does not list was reviewed by nobody, and a copy of its mail is a copy "
        "of the pass. Bring the workflow into git, take the copy away, or list the receiver under `expected`.",
    ),
    "AUD003": Code(
        "A part of the tenant could not be read",
        Severity.WARNING,
        "What was refused may hide somebody, so the audit cannot pass. `lcwsync doctor` says what to grant.",
    ),
    "AUD004": Code(
        "Git expects somebody who holds nothing",
        Severity.NOTE,
        "An expectation without a holder lets the next holder of that name pass unseen. Remove it when it is no "
        "longer meant.",
    ),
    "AUD005": Code(
        "Git does not say who may create a pass",
        Severity.WARNING,
        "Without `expected` in a document of kind TapGuardrails there is nothing to compare the tenant with. "
        "`lcwsync audit` prints a list of what it found, to be checked and pasted.",
    ),
}
