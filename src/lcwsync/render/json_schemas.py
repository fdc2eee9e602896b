"""The JSON Schemas (draft-07) of all documents that commands print, published in schemas/."""

from lcwsync.render.audit.schema import audit_schema
from lcwsync.render.doctor.json import doctor_schema, repository_schema
from lcwsync.render.drift.schema import drift_schema
from lcwsync.render.environments import environments_schema
from lcwsync.render.export import export_schema
from lcwsync.render.findings.schema import findings_schema
from lcwsync.render.history.json import history_schema
from lcwsync.render.outcome.schema import outcome_schema
from lcwsync.render.plan.schema import plan_schema
from lcwsync.render.preview.front_door_schema import front_doors_schema
from lcwsync.render.preview.schema import preview_schema
from lcwsync.render.run.json import run_schema
from lcwsync.render.status.schema import status_schema
from lcwsync.render.verify import verify_schema
from lcwsync.render.why.json import why_schema
from lcwsync.values.json import JsonObject

FILES = {
    "apply": "outcome.schema.json",
    "audit": "audit.schema.json",
    "doctor": "doctor.schema.json",
    "drift": "drift.schema.json",
    "environments": "environments.schema.json",
    "export": "export.schema.json",
    "history": "history.schema.json",
    "plan": "plan-output.schema.json",
    "preview": "preview.schema.json",
    "run": "run.schema.json",
    "status": "status.schema.json",
    "why": "why.schema.json",
    "validate": "findings.schema.json",
    "verify": "verify.schema.json",
}
"""By command: the schema of what its `--format json` prints."""

PREVIEW_OF_REQUESTS = "preview-requests.schema.json"
"""The schema of `preview --asked-for` and `preview --asked-by`."""

EXAMINATION_OF_REPOSITORY = "doctor-repository.schema.json"
"""The schema of `doctor --github`."""


def output_schemas() -> dict[str, JsonObject]:
    """The schemas by file name."""
    return {
        FILES["plan"]: plan_schema(),
        FILES["apply"]: outcome_schema(),
        FILES["validate"]: findings_schema(),
        FILES["preview"]: preview_schema(),
        PREVIEW_OF_REQUESTS: front_doors_schema(),
        FILES["audit"]: audit_schema(),
        FILES["drift"]: drift_schema(),
        FILES["environments"]: environments_schema(),
        FILES["status"]: status_schema(),
        FILES["history"]: history_schema(),
        FILES["doctor"]: doctor_schema(),
        EXAMINATION_OF_REPOSITORY: repository_schema(),
        FILES["run"]: run_schema(),
        FILES["verify"]: verify_schema(),
        FILES["export"]: export_schema(),
        FILES["why"]: why_schema(),
    }
