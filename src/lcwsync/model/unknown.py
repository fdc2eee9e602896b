"""Members of an answer that the model does not know, kept with their path."""

from typing import NamedTuple


class UnknownMember(NamedTuple):
    """A member of an object that this version of lcwsync does not know."""

    path: str
    """Where it is in the object: `settings.newLimit`, `tasks["Send welcome mail"].newSwitch`."""
    value: str
    """JSON text that does not depend on the order of members."""

    def __str__(self) -> str:
        return f"{self.path} = {cut(self.value)}"


def cut(text: str) -> str:
    """The beginning of a long text: the tenant may hold anything."""
    return text if len(text) <= 200 else text[:197] + "..."
