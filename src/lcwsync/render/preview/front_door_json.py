"""Who may ask in My Access for whom, and what would come of it, for programs."""

from collections.abc import Iterable

from lcwsync.model.person import Manager
from lcwsync.preview.front_door import DoorForecast, DoorForecasts, ManagerForecast
from lcwsync.render.formats.json import about, document
from lcwsync.render.preview.json import pass_json
from lcwsync.values.json import JsonObject


def front_doors_json(forecasts: DoorForecasts, *, tool_version: str) -> str:
    """The document (schemas/preview-requests.schema.json)."""
    content: JsonObject = {
        **about(forecasts.environment, forecasts.tenant),
        "askedFor": forecasts.asked_for,
        "askedBy": forecasts.asked_by,
        "accessPackages": [_door(forecast) for forecast in forecasts.doors],
    }
    return document(tool_version, content)


def _door(forecast: DoorForecast | ManagerForecast) -> JsonObject:
    requests = forecast.requests
    match forecast:
        case DoorForecast(askers=askers):
            managers = ((asker.manager, asker.level, asker.may_ask) for asker in askers)
            people = [_person(forecast, managers)]
        case ManagerForecast(manager=manager, reports=reports):
            people = [_person(report.forecast, [(manager, report.level, report.may_ask)]) for report in reports]
    return {
        "name": requests.display_name,
        "managerLevel": requests.manager_level,
        "approvalStages": len(requests.approval.stages),
        "expiresAfterHours": requests.expires_after_hours,
        "intervalHours": forecast.interval_hours,
        "notes": list(forecast.notes),
        "people": people,
    }


def _person(forecast: DoorForecast, managers: Iterable[tuple[Manager, int, bool | None]]) -> JsonObject:
    person = forecast.person
    return {
        "id": person.id,
        "displayName": person.name,
        "userPrincipalName": person.user_principal_name,
        "accountEnabled": person.enabled,
        "amongPeople": forecast.among_people,
        "pass": pass_json(forecast.tap) if forecast.tap else None,
        "managers": [
            {
                "id": manager.id,
                "displayName": manager.name,
                "accountEnabled": manager.enabled,
                "level": level,
                "mayAsk": may_ask,
            }
            for manager, level, may_ask in managers
        ],
    }
