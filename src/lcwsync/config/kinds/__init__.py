"""The form of every kind of document: the one table behind the loader and the JSON Schemas.

Ranges are the model's; the texts are what an editor shows at the key.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lcwsync.config.form.shape import Fields
from lcwsync.config.kinds.environment import ENVIRONMENTS_FILE
from lcwsync.config.kinds.extension import EXTENSION
from lcwsync.config.kinds.guardrails import GUARDRAILS
from lcwsync.config.kinds.pass_requests import PASS_REQUESTS
from lcwsync.config.kinds.project import PROJECT_FILE
from lcwsync.config.kinds.settings import SETTINGS
from lcwsync.config.kinds.tap_policy import TAP_POLICY
from lcwsync.config.kinds.workflow import WORKFLOW
from lcwsync.model.state import ObjectKind

PROJECT = "Project"
ENVIRONMENTS = "Environments"

KINDS: Mapping[str, Fields] = MappingProxyType(
    {
        PROJECT: PROJECT_FILE,
        ENVIRONMENTS: ENVIRONMENTS_FILE,
        ObjectKind.TAP_POLICY.value: TAP_POLICY,
        ObjectKind.WORKFLOW.value: WORKFLOW,
        ObjectKind.SETTINGS.value: SETTINGS,
        ObjectKind.EXTENSION.value: EXTENSION,
        ObjectKind.GUARDRAILS.value: GUARDRAILS,
        ObjectKind.PASS_REQUESTS.value: PASS_REQUESTS,
    }
)
"""What may stand in a document besides `kind`, by kind."""
