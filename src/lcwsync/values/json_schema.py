"""A JSON document that is read back in, against its published schema."""

from lcwsync.values.json import Json

_LONGEST = 120
"""Characters of the message that are shown."""


class Schema:
    """One of our published schemas (draft-07); it refers to nothing outside."""

    def __init__(self, schema: Json) -> None:
        from jsonschema import Draft7Validator
        from referencing import Registry

        self._validator = Draft7Validator(dict(schema), registry=Registry())

    def misfit(self, content: object) -> str | None:
        """The first place at which a document does not fit, and why; None when it fits.

        `actions[0].key: 7 is not of type 'string'`
        """
        try:
            error = next(iter(self._validator.iter_errors(content)), None)
        except RecursionError:
            return "it is nested too deeply"
        if error is None:
            return None
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        message = " ".join(error.message.split())
        if len(message) > _LONGEST:
            message = f"{message[: _LONGEST // 2]} ... {message[-_LONGEST // 2 :]}"
        return f"{path.removeprefix('.')[:_LONGEST]}: {message}" if path else message
