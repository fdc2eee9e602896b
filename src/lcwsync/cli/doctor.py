"""Check sign-in, tenant, permissions, licence and clock, and list exactly what to grant. Changes nothing."""

import argparse

from lcwsync.cli.options import add_config, add_environment
from lcwsync.values.exit_codes import ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_environment(parser)
    parser.add_argument(
        "--identity",
        choices=("plan", "apply"),
        default="plan",
        help="which of the environment's two applications to examine (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    """Exit 0 when nothing is missing that the identity must have, 1 when something is."""
    from lcwsync.cli.session import configured, tenant_of
    from lcwsync.inspect.doctor import State, asked, examine
    from lcwsync.model.examination import named_in
    from lcwsync.render.doctor import doctor_text

    configuration, purpose = configured(arguments), arguments.identity
    environment, named = configuration.environment, named_in(configuration.desired)
    with tenant_of(environment, purpose=purpose) as tenant:
        content = tenant.signed_in()
        checks = examine(
            tenant.examination(asked(purpose, named)),
            purpose=purpose,
            named=named,
            held=content.permissions if content else None,
            sandbox=tenant.identity().sandbox,
        )
        who = "Identity: the token is opaque: only reads of the service show what it may do"
        if content:
            who = f"Identity: {content.user or 'application ' + (content.application_id or '?')}"
        text = doctor_text(
            tenant.identity(),
            who,
            checks,
            purpose=purpose,
            named=named,
            application_id=content.application_id if content else environment.client_id,
            clock_skew=tenant.clock_skew,
        )
    print(text, end="")
    return (
        ExitCode.ERROR
        if any(check.state is State.MISSING and not check.optional for check in checks)
        else ExitCode.DONE
    )
