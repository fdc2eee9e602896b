"""The names of tasks in paths inside a workflow."""

import json
from collections.abc import Iterable

from lcwsync.model.catalogue import by_id


def task_paths(tasks: Iterable[tuple[str | None, str]]) -> tuple[str, ...]:
    """The path of each task, by display name and definition id: `tasks["Send welcome mail"]`, ` #2` for a second one.

    A task is called by its name, since its position and its id change with versions.
    """
    used: dict[str, int] = {}
    paths: list[str] = []
    for display_name, definition_id in tasks:
        definition = by_id(definition_id)
        name = display_name or (definition.display_name if definition else definition_id)
        used[name] = used.get(name, 0) + 1
        number = "" if used[name] == 1 else f" #{used[name]}"
        paths.append(f"tasks[{json.dumps(name, ensure_ascii=False)}{number}]")
    return tuple(paths)
