"""What several kinds share."""

from lcwsync.config.form.shape import Flag, Listed, Text

GUID_PATTERN = "[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
GUID = "a GUID such as 11111111-2222-3333-4444-555555555555"

DISPLAY_NAME = Text(
    about="The name in the portal, and what identifies the object: a changed name is another object, "
    "unless the old one is listed in previousNames.",
    examples=("Onboard pre-hire employee",),
)
PREVIOUS_NAMES = Listed(
    of=Text(),
    about="Names under which the tenant may still have the object. It is then renamed, and keeps its id and history.",
    least=1,
)
PROTECT = Flag(about="true: a plan that would delete the object is refused.")
DESCRIPTION = Text(about="What it is for, shown in the portal.", may_be_empty=True)
