"""Judges what stands before an environment of a GitHub repository: reviewers and branches. Pure.

`doctor --github` shows it, and the job that applies asks it. https://docs.github.com/rest/deployments/environments
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """What GitHub answered to one read. `status` 0: it was out of reach."""

    status: int
    content: Any = None

    @property
    def read(self) -> bool:
        return self.status == 200

    @property
    def words(self) -> str:
        return f"GitHub answered {self.status}" if self.status else "GitHub was out of reach"


UNREAD = Answer(0)


class Branches(Enum):
    """Which branches may use an environment."""

    DEFAULT = "the default branch alone"
    PROTECTED = "every protected branch"
    OTHERS = "others than the default branch"
    UNKNOWN = "cannot tell"


class Protection(NamedTuple):
    """What stands before an environment."""

    reviewers: int
    """People and teams of whom one must approve."""
    self_review: bool
    """Whether the person who starts the run may approve it."""
    branches: Branches
    said: str
    """What GitHub says of the branches, or why it cannot be told."""

    @property
    def stands(self) -> bool | None:
        """Whether anything does; None when that cannot be told."""
        if self.reviewers or self.branches in (Branches.DEFAULT, Branches.PROTECTED):
            return True
        return None if self.branches is Branches.UNKNOWN else False


def protection_of(environment: Mapping[str, Any], policies: Answer, default: Answer, *, branch: str) -> Protection:
    """`environment`: as GitHub describes it; `policies`: its deployment branch policies; `default`: the default branch.

    `branch` is the name of the default branch. A read that failed matters only where its answer would.
    """
    rules = [rule for rule in environment.get("protection_rules") or () if rule.get("type") == "required_reviewers"]
    branches, said = _branches(environment.get("deployment_branch_policy") or {}, policies, default, branch)
    return Protection(
        reviewers=sum(len(rule.get("reviewers") or ()) for rule in rules),
        self_review=not any(rule.get("prevent_self_review") for rule in rules),
        branches=branches,
        said=said,
    )


def _branches(policy: Mapping[str, Any], policies: Answer, default: Answer, branch: str) -> tuple[Branches, str]:
    if policy.get("custom_branch_policies"):
        if not policies.read:
            return Branches.UNKNOWN, policies.words
        listed = policies.content.get("branch_policies") or ()
        names = sorted(("tag " if item.get("type") == "tag" else "") + str(item.get("name")) for item in listed)
        if names in ([branch], []):
            return Branches.DEFAULT, "its branch policy"
        return Branches.OTHERS, f"it allows {', '.join(names)}"
    if policy.get("protected_branches"):
        # Without any protected branch, this setting lets every branch pass.
        if not default.read:
            return Branches.UNKNOWN, default.words
        if default.content.get("protected"):
            return Branches.PROTECTED, "every protected branch can deploy; name the branch instead"
        return Branches.OTHERS, f"protected branches can deploy, and {branch} is not protected"
    return Branches.OTHERS, "every branch can deploy"
