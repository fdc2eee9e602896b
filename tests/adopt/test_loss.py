"""What a file loses when another text takes its place."""

import pytest

from lcwsync.adopt.loss import losses

OLD = """\
# Ask Ada first.
kind: Project
environments:
  staging: {sandbox: true}
  production:
    variables: {dep: Sales}  # here
limits: {maxDeletes: 1}
name: ${dep} and $${kept}
"""


STAGING = "  staging: {sandbox: true}\n"


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (OLD, ()),
        (OLD.replace("# Ask Ada first.\n", ""), ("1 comment",)),
        (OLD.replace("${dep}", "Sales"), ("variables: dep",)),
        (OLD.replace("limits: {maxDeletes: 1}\n", ""), ("keys: limits, limits.maxDeletes",)),
        (OLD.replace(STAGING, ""), ("keys: environments.staging, environments.staging.sandbox",)),
    ],
)
def test_comments_variables_and_keys_that_go_are_named(new: str, words: tuple[str, ...]) -> None:
    assert losses(OLD, new) == words


def test_a_text_that_is_no_yaml_loses_its_comments_at_least() -> None:
    assert losses("# mine\n{", "") == ("1 comment",)


def test_many_keys_are_counted() -> None:
    *_, keys = losses(OLD, "")
    assert keys.endswith("limits, limits.maxDeletes and 1 more")
