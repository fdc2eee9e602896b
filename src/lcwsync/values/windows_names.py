"""File names that Windows does not take as they are.

https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""

import re

_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_CHARACTERS = re.compile(r'[<>:"\\|?*\x00-\x1f]')


def why_not_on_windows(path: str) -> str | None:
    """What is wrong with a relative path whose names are separated by `/`; None when Windows takes each of them."""
    for name in path.split("/"):
        if found := _CHARACTERS.search(name):
            return f"{name!r} has the character {found[0]!r}"
        if name.endswith((".", " ")):
            return f"{name!r} ends with a {'dot' if name.endswith('.') else 'blank'}"
        if _DEVICE.fullmatch(name.partition(".")[0].rstrip()):
            return f"{name!r} is the name of a device"
    return None
