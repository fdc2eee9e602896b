"""Custom task extensions in both directions
(https://learn.microsoft.com/graph/api/resources/identitygovernance-customtaskextension)."""

import re
from typing import assert_never

from lcwsync.model.extension import (
    CLIENT_FIELDS,
    ENDPOINT_FIELDS,
    EXTENSION_FIELDS,
    Authentication,
    BearerToken,
    Callback,
    ClientConfiguration,
    CustomTaskExtension,
    LaunchAndContinue,
    LaunchAndWait,
    LiveExtension,
    LogicApp,
    PopToken,
    UnknownAuthentication,
)
from lcwsync.model.references import Ref, RefKind
from lcwsync.tenant.wire.json import Node, not_writable, plain_body, reference_id
from lcwsync.tenant.wire.unknown import EXTENSION, unknown_members
from lcwsync.values.json import JsonObject

_ENDPOINT = "microsoft.graph.logicAppTriggerEndpointConfiguration"
_POP = "microsoft.graph.azureAdPopTokenAuthentication"
_BEARER = "microsoft.graph.azureAdTokenAuthentication"
_CLIENT = "microsoft.graph.customExtensionClientConfiguration"
_CALLBACK = "microsoft.graph.identityGovernance.customTaskExtensionCallbackConfiguration"
_APPLICATION = "microsoft.graph.application"

_DURATION = re.compile(r"P(?=[0-9T])(?:([0-9]+)D)?(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?")


def live_extension(answer: object) -> LiveExtension:
    """An extension as read; None for what the answer does not show. What cannot be expressed is named in
    `unsupported`. Raises BadAnswer."""
    node = Node.of(answer, "custom task extension")
    node = Node(node.content, f"custom task extension {node.required_text('id')}")
    node.required_text("displayName")
    notes: list[str] = []
    extension = CustomTaskExtension(
        **node.plain(EXTENSION_FIELDS),
        endpoint=_endpoint(node, notes),
        authentication=_authentication(node, notes),
        client=_client(node),
        callback=_callback(node, notes),
    )
    mode = node.text("replyMode")
    if mode not in (None, "none", "callback"):
        notes.append(f"the reply mode {mode}")
    return LiveExtension(
        id=node.required_text("id").lower(),
        extension=extension,
        last_modified=node.text("lastModifiedDateTime"),
        unsupported=tuple(notes),
        unknown=unknown_members(node.content, EXTENSION),
    )


def extension_body(extension: CustomTaskExtension) -> JsonObject:
    """The members that are not None; launch-and-continue is a null callback. Raises LcwError for an
    authentication that is not understood and for unresolved apps."""
    body = plain_body(extension, EXTENSION_FIELDS)
    if (endpoint := extension.endpoint) is not None:
        body["endpointConfiguration"] = {
            "@odata.type": "#" + _ENDPOINT,
            **plain_body(endpoint, ENDPOINT_FIELDS),
        }
    if extension.authentication is not None:
        body["authenticationConfiguration"] = _authentication_body(extension.authentication)
    if extension.client is not None:
        body["clientConfiguration"] = {"@odata.type": "#" + _CLIENT, **plain_body(extension.client, CLIENT_FIELDS)}
    if extension.callback is not None:
        body["callbackConfiguration"] = _callback_body(extension.callback)
    return body


def _endpoint(node: Node, notes: list[str]) -> LogicApp | None:
    endpoint = node.object("endpointConfiguration")
    if endpoint is None:
        return None
    names = endpoint.plain(ENDPOINT_FIELDS)
    if endpoint.type_name != _ENDPOINT or not all(names.values()):
        notes.append(f"an endpoint of the type {endpoint.type_name or '(none)'}")
        return None
    return LogicApp(**names, url=endpoint.text("url"))


def _authentication(node: Node, notes: list[str]) -> Authentication | None:
    authentication = node.object("authenticationConfiguration")
    if authentication is None:
        return None
    name = authentication.type_name
    if name == _POP:
        return PopToken()
    if name == _BEARER and (resource := authentication.text("resourceId")):
        return BearerToken(resource)
    notes.append(f"an authentication of the type {name or '(none)'}")
    return UnknownAuthentication(name, authentication.as_text())


def _client(node: Node) -> ClientConfiguration | None:
    client = node.object("clientConfiguration")
    return ClientConfiguration(**client.plain(CLIENT_FIELDS)) if client else None


def _callback(node: Node, notes: list[str]) -> Callback | None:
    if "callbackConfiguration" not in node.content:
        return None
    callback = node.object("callbackConfiguration")
    if callback is None:
        return LaunchAndContinue()
    duration = callback.text("timeoutDuration") or ""
    minutes = _minutes(duration)
    if minutes is None:
        notes.append(f"a callback that times out after {duration or 'an unknown time'}")
        return None
    apps = callback.objects("authorizedApps")
    return LaunchAndWait(
        timeout_minutes=minutes,
        authorized_apps=(
            None
            if apps is None
            else tuple(
                Ref(RefKind.APPLICATION, app.required_text("id").lower(), app.text("displayName") or None)
                for app in apps
            )
        ),
    )


def _minutes(duration: str) -> int | None:
    """An ISO 8601 duration in whole minutes; None when it is none."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return total // 60 if total % 60 == 0 else None


def _authentication_body(authentication: Authentication) -> JsonObject:
    match authentication:
        case PopToken():
            return {"@odata.type": "#" + _POP}
        case BearerToken(resource_id=resource):
            return {"@odata.type": "#" + _BEARER, "resourceId": resource}
        case UnknownAuthentication(type_name=name):
            raise not_writable(f"the authentication {name}")
        case _:
            assert_never(authentication)


def _callback_body(callback: Callback) -> JsonObject | None:
    match callback:
        case LaunchAndContinue():
            return None
        case LaunchAndWait(timeout_minutes=minutes, authorized_apps=apps):
            body: JsonObject = {"@odata.type": "#" + _CALLBACK, "timeoutDuration": _duration(minutes)}
            if apps is not None:
                body["authorizedApps"] = [{"@odata.type": "#" + _APPLICATION, "id": reference_id(app)} for app in apps]
            return body
        case _:
            assert_never(callback)


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")
