"""Accept what the tenant has of one object: it is written into the file that holds it, or into one of its own."""

from pathlib import Path

from lcwsync.values.exit_codes import ExitCode


def accept(config: Path, environment: str, name: str) -> ExitCode:
    """Exit 0 when git afterwards says what the tenant has of the object, 2 when git alone has it.

    A file is never written anew: what cannot be changed in it is an error. Raises as `write_back`.
    """
    from lcwsync.cli.write_back import write_back

    return write_back(config, environment, force=False, only=name)
