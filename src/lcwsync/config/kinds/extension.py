"""The form of a custom task extension."""

from lcwsync.config.form.shape import Choice, Either, Fields, Listed, Number, Text
from lcwsync.config.kinds.common import DESCRIPTION, DISPLAY_NAME, GUID, GUID_PATTERN, PREVIOUS_NAMES, PROTECT
from lcwsync.model.document import NO_CALLBACK, PROOF_OF_POSSESSION
from lcwsync.model.extension import CALLBACK_TIMEOUT_MINUTES
from lcwsync.model.references import RefKind

EXTENSION = Fields(
    about="A Logic App that a workflow calls.",
    keys={
        "displayName": DISPLAY_NAME,
        "previousNames": PREVIOUS_NAMES,
        "description": DESCRIPTION,
        "endpoint": Fields(
            keys={
                "subscriptionId": Text(
                    pattern=GUID_PATTERN, wanted=GUID, about="The Azure subscription of the Logic App."
                ),
                "resourceGroupName": Text(about="Its resource group."),
                "logicAppWorkflowName": Text(about="Its name."),
            },
            required=("subscriptionId", "resourceGroupName", "logicAppWorkflowName"),
            about="The Logic App.",
        ),
        "authentication": Either(
            word=Choice(values={PROOF_OF_POSSESSION: "Proof-of-possession token, the recommended one."}),
            other=Fields(
                keys={
                    "bearer": Fields(
                        keys={"resourceId": Text(about="The application id the token is for.")},
                        required=("resourceId",),
                        about="The older bearer token.",
                    )
                },
                required=("bearer",),
            ),
            about="How the service proves to the Logic App who it is.",
        ),
        "client": Fields(
            keys={
                "maximumRetries": Number(allowed=range(11), about="How often a failed call is repeated."),
                "timeoutInMilliseconds": Number(
                    allowed=range(1, 120_001), unit="milliseconds", about="How long a call may take."
                ),
            },
            about="How the service calls the Logic App.",
        ),
        "callback": Either(
            word=Choice(values={NO_CALLBACK: "The workflow goes on at once."}),
            other=Fields(
                keys={
                    "timeoutInMinutes": Number(
                        allowed=CALLBACK_TIMEOUT_MINUTES, unit="minutes", about="Without an answer the task then fails."
                    ),
                    "authorizedApps": Listed(
                        of=Text(refers=RefKind.APPLICATION), about="Applications that may send the answer."
                    ),
                },
                required=("timeoutInMinutes",),
            ),
            about="Whether the workflow waits for the Logic App's answer.",
        ),
        "protect": PROTECT,
    },
    required=("displayName",),
)
