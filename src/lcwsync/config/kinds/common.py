"""Shapes that several kinds share."""

from collections.abc import Iterable, Mapping

from lcwsync.config.form.shape import Flag, Listed, Number, Shape, Text
from lcwsync.model.fields import Field

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


def plain_shapes(fields: Iterable[Field], texts: Mapping[str, str | Shape]) -> dict[str, Shape]:
    """The form of plain fields, by key: type and range are the table's, `texts` is what an editor shows at each key.

    A shape in `texts` is used as it is: it has more to it than a type, such as the meaning of each word.
    """
    return {field.name: _shape(field, texts[field.name]) for field in fields}


def _shape(field: Field, text: str | Shape) -> Shape:
    if not isinstance(text, str):
        return text
    if field.type is bool:
        return Flag(about=text)
    if field.type is int:
        return Number(allowed=field.allowed, unit=field.unit, about=text)
    return Text(about=text)
