"""Everything git describes for one environment, as the documents of its files."""

from lcwsync.model.document import Document, document_of
from lcwsync.model.state import Desired


def documents_of(desired: Desired) -> list[Document]:
    """The documents in the order of dependence."""
    values = (desired.tap_policy, desired.settings, *desired.extensions, *desired.workflows, desired.guardrails)
    return [document_of(value) for value in values if value is not None]
