"""The ways to sign in, by the names `auth:` takes."""

from enum import StrEnum


class SignIn(StrEnum):
    """One way each; see `credentials`."""

    TOKEN = "token"  # noqa: S105 - a name, not a secret
    GITHUB = "github"
    WORKLOAD = "workload"
    ENVIRONMENT = "environment"
    MANAGED = "managed"
    CLI = "cli"
    INTERACTIVE = "interactive"
