"""Values as one segment of a Graph path: an id or a name can never lead to another object than the one it names."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from lcwsync.model.references import is_guid
from lcwsync.values.errors import TenantError, UsageError
from lcwsync.values.json import text

_UPN = re.compile(r"[A-Za-z0-9.'!#^~_+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""Characters of a user principal name, `#EXT#` of guests included
(https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname)."""

_ID = re.compile(r"[A-Za-z0-9_.=:!-]+")
"""Characters of the ids that Graph gives: GUIDs, pairs of GUIDs, and base64url texts."""


def user_segment(name: str) -> str:
    """A user principal name or an object id as one segment. Raises UsageError for any other text."""
    if not (is_guid(name) or _UPN.fullmatch(name)):
        raise UsageError(
            "a user is named by a user principal name or an object id, and this is neither",
            hint="write the name as in the portal, such as zoe.novak@example.com",
        )
    return quote(name, safe="@")


def id_segment(id_: str) -> str:
    """An id that the service gave, as one segment. Raises TenantError for a text that cannot be one."""
    if not _ID.fullmatch(id_) or not id_.strip("."):
        raise TenantError("the tenant returned an id that cannot be part of an address", hint="run the command again")
    return quote(id_, safe="")


def is_about(path: str, answer: object) -> bool:
    """Whether the answer to a GET is about the object that its path ends with, by id or by user principal name.

    True where the path ends with neither: a word, or an id that other services than the directory give.
    """
    name = unquote(path.partition("?")[0].rstrip("/").rpartition("/")[2])
    if not (is_guid(name) or _UPN.fullmatch(name)):
        return True
    if not isinstance(answer, Mapping):
        return False
    return name.casefold() in (text(answer, "id").casefold(), text(answer, "userPrincipalName").casefold())
