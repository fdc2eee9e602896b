"""The answers about one person for programs, and their schema."""

from lcwsync.judge.outcome import OUTCOMES, told
from lcwsync.plan.changes import task_title
from lcwsync.preview.why import Answer, Why, WorkflowAnswer
from lcwsync.render.formats import schema
from lcwsync.render.formats.json import about, document
from lcwsync.render.formats.schema import COUNT, FLAG, MOMENT, MOMENT_OR_NULL, TEXT, TEXT_OR_NULL, array, closed, one_of
from lcwsync.values.json import JsonObject
from lcwsync.values.moments import moment_json


def why_json(why: Why, *, tool_version: str) -> str:
    """The document (schemas/why.schema.json)."""
    person = why.person
    content: JsonObject = {
        **about(why.environment, why.tenant),
        "now": moment_json(why.now),
        "person": {
            "id": person.id,
            "displayName": person.name,
            "userPrincipalName": person.user_principal_name,
        },
        "notes": list(why.notes),
        "workflows": [_workflow(one) for one in why.workflows],
    }
    return document(tool_version, content)


def _workflow(one: WorkflowAnswer) -> JsonObject:
    return {
        "name": one.workflow.display_name,
        "inGit": one.in_git,
        "inTenant": one.in_tenant,
        "answer": one.answer.value,
        "because": one.because,
        "conditions": [
            {"wanted": row.wanted, "read": row.read, "holds": row.holds, "depth": row.depth} for row in one.conditions
        ],
        "moment": moment_json(one.when.moment) if one.when else None,
        "earliest": moment_json(one.when.earliest) if one.when else None,
        "latest": moment_json(one.when.latest) if one.when else None,
        "tasks": [
            {"position": task.position, "title": task_title(task.task), "outcome": word, "reason": reason}
            for task in one.tasks
            for word, reason in [told(task.outcome)]
        ],
        "runs": [
            {
                "started": moment_json(result.started),
                "execution": result.execution,
                "status": result.status,
                "tasks": [{"title": task.title, "status": task.status, "reason": task.reason} for task in result.tasks],
            }
            for result in one.results
        ],
    }


_WORKFLOW: JsonObject = closed(
    {
        "name": TEXT,
        "inGit": FLAG,
        "inTenant": FLAG,
        "answer": one_of(answer.value for answer in Answer),
        "because": TEXT,
        "conditions": array(
            closed({"wanted": TEXT, "read": TEXT, "holds": {"type": ["boolean", "null"]}, "depth": COUNT})
        ),
        **dict.fromkeys(("moment", "earliest", "latest"), MOMENT_OR_NULL),
        "tasks": array(closed({"position": COUNT, "title": TEXT, "outcome": one_of(OUTCOMES), "reason": TEXT})),
        "runs": array(
            closed(
                {
                    "started": MOMENT_OR_NULL,
                    "execution": TEXT,
                    "status": TEXT,
                    "tasks": array(closed({"title": TEXT, "status": TEXT, "reason": TEXT_OR_NULL})),
                }
            )
        ),
    }
)


def why_schema() -> JsonObject:
    """The JSON Schema of `why --format json`."""
    content: JsonObject = {
        **schema.ABOUT,
        "now": MOMENT,
        "person": closed(dict.fromkeys(("id", "displayName", "userPrincipalName"), TEXT)),
        "notes": array(TEXT),
        "workflows": array(_WORKFLOW),
    }
    return schema.document("One person as `lcwsync why --format json` prints it", content, schema.COMMON)
