"""Names of people as a reader sees them who need not know them."""

from lcwsync.model.references import is_guid


def masked(name: str) -> str:
    """The first letter of each part of a name: `Z… N…`."""
    return " ".join(f"{part[0]}…" for part in name.split()) or "…"


def masked_user(name: str) -> str:
    """A user principal name as `z… n…`, an object id as its first part."""
    if is_guid(name):
        return f"person {name[:8]}"
    return masked(name.partition("@")[0].replace(".", " ")) if "@" in name else name
