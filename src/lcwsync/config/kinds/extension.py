"""A custom task extension: its form, and the object of the model it becomes."""

from typing import cast

from lcwsync.config.form.check import Checked
from lcwsync.config.form.checked import flag, part, refs, text, texts
from lcwsync.config.form.shape import Choice, Either, Fields, Listed, Number, Text
from lcwsync.config.kinds.common import (
    DESCRIPTION,
    DISPLAY_NAME,
    GUID,
    PREVIOUS_NAMES,
    PROTECT,
    plain_shapes,
)
from lcwsync.model.extension import (
    CALLBACK_TIMEOUT_MINUTES,
    CLIENT_FIELDS,
    ENDPOINT_FIELDS,
    EXTENSION_FIELDS,
    NO_CALLBACK,
    PROOF_OF_POSSESSION,
    Authentication,
    BearerToken,
    Callback,
    ClientConfiguration,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    LogicApp,
    PopToken,
)
from lcwsync.model.fields import attributes_from
from lcwsync.model.references import GUID_PATTERN, RefKind

EXTENSION = Fields(
    about="A Logic App that a workflow calls.",
    keys={
        "displayName": DISPLAY_NAME,
        "previousNames": PREVIOUS_NAMES,
        **plain_shapes(EXTENSION_FIELDS, {"displayName": DISPLAY_NAME, "description": DESCRIPTION}),
        "endpoint": Fields(
            keys=plain_shapes(
                ENDPOINT_FIELDS,
                {
                    "subscriptionId": Text(
                        pattern=GUID_PATTERN, wanted=GUID, about="The Azure subscription of the Logic App."
                    ),
                    "resourceGroupName": "Its resource group.",
                    "logicAppWorkflowName": "Its name.",
                },
            ),
            required=tuple(field.name for field in ENDPOINT_FIELDS),
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
            keys=plain_shapes(
                CLIENT_FIELDS,
                {
                    "maximumRetries": "How often a failed call is repeated.",
                    "timeoutInMilliseconds": "How long a call may take.",
                },
            ),
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


def extension_of(checked: Checked) -> CustomTaskExtension | None:
    """The custom task extension; None without a name."""
    if text(checked, "displayName") is None:
        return None
    endpoint, client = part(checked, "endpoint") or {}, part(checked, "client")
    complete = len(endpoint) == len(ENDPOINT_FIELDS)
    return CustomTaskExtension(
        **attributes_from(checked, EXTENSION_FIELDS),
        endpoint=LogicApp(**attributes_from(endpoint, ENDPOINT_FIELDS)) if complete else None,
        authentication=_authentication(checked.get("authentication")),
        client=None if client is None else ClientConfiguration(**attributes_from(client, CLIENT_FIELDS)),
        callback=_callback(checked.get("callback")),
        previous_names=texts(checked, "previousNames"),
        protect=flag(checked, "protect") or False,
    )


def _authentication(checked: object) -> Authentication | None:
    match checked:
        case str():
            return PopToken()
        case {"bearer": {"resourceId": str(resource)}}:
            return BearerToken(resource)
        case _:
            return None


def _callback(checked: object) -> Callback | None:
    match checked:
        case str():
            return LaunchAndContinue()
        case {"timeoutInMinutes": int(minutes)}:
            apps = refs(cast(Checked, checked), "authorizedApps", RefKind.APPLICATION)
            return LaunchAndWait(timeout_minutes=minutes, authorized_apps=apps)
        case _:
            return None
