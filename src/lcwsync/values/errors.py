"""The errors that end a command, each with whose problem it is.

    LcwError                     exit 1
      ConfigError                exit 1    files in git are wrong; carries findings
      TenantError                exit 1    the tenant, the network or the credentials
      UsageError                 exit 64   the command line is wrong
      StalePlan                  exit 3    the tenant or git has changed since the plan
      Refused                    exit 4    a safety law or a guardrail
      NotAttempted               exit 1    one of several environments, left alone because of what came before it
      Interrupted                exit 130  a signal

A finding is a value (`values.findings`); an error is raised only when nothing further can be known.
"""

from collections.abc import Sequence
from typing import ClassVar

from lcwsync.values.exit_codes import ExitCode
from lcwsync.values.findings import Finding
from lcwsync.values.secrets import without_secrets


class LcwError(Exception):
    """An error for the user: what is wrong, and the next step as `hint`. Both are free of secrets, wherever they go."""

    exit_code: ClassVar[ExitCode] = ExitCode.ERROR

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.message = without_secrets(message)
        self.hint = without_secrets(hint) if hint else hint
        super().__init__(self.message)


class ConfigError(LcwError):
    """The configuration cannot be used; `findings` says where and why."""

    def __init__(self, message: str, *, hint: str | None = None, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class TenantError(LcwError):
    """The tenant could not be read or written."""


class UsageError(LcwError):
    """The command line cannot be understood or names something that does not exist."""

    exit_code = ExitCode.USAGE


class StalePlan(LcwError):  # noqa: N818 - the field's name for it
    """What the plan was made from has changed; `moved` names what, one line each."""

    exit_code = ExitCode.STALE

    def __init__(self, message: str, *, hint: str | None = None, moved: Sequence[str] = ()) -> None:
        super().__init__(message, hint=hint)
        self.moved = tuple(map(without_secrets, moved))


class Refused(LcwError):  # noqa: N818 - the field's name for it
    """A safety law or a guardrail forbids it; `reasons` holds one line per refusal."""

    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, *, hint: str | None = None, reasons: Sequence[str] = ()) -> None:
        super().__init__(message, hint=hint)
        self.reasons = tuple(map(without_secrets, reasons))


class NotAttempted(LcwError):  # noqa: N818 - the field's name for it
    """One of several environments was not begun; the message says why."""


class Interrupted(LcwError):  # noqa: N818 - the field's name for it
    """A signal asked the command to stop."""

    exit_code = ExitCode.INTERRUPTED
