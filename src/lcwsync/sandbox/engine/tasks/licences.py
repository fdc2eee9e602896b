"""Tasks that assign and remove licences directly
(https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-tasks)."""

from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed, listed
from lcwsync.sandbox.store import JsonObject, Store


def assign(call: Call) -> Done:
    """Assign the licences of `licenses`: the user needs a usage location, the licence a free unit."""
    if not call.user.get("usageLocation"):
        raise TaskFailed("The user has no usage location.")
    held = _held(call.user)
    wanted: list[JsonObject] = []
    for id_ in call.listed("licenses"):
        sku = _sku(call.store, id_)
        if sku is None:
            raise TaskFailed(f"The licence {id_} does not exist.")
        if _same(sku["skuId"]) in held:
            continue
        if _free(sku) < 1:
            raise TaskFailed(f"No unit of the licence {sku['skuPartNumber']} is free.")
        wanted.append(sku)
    if not wanted:
        return Done("had the licences already", nothing_to_do=True)
    for sku in wanted:
        _consume(call.store, sku, 1)
    licences = [{"skuId": sku["skuId"], "disabledPlans": []} for sku in wanted]
    plans = [_plan(plan, call) for sku in wanted for plan in objects(sku.get("servicePlans"))]
    call.change_user(
        assignedLicenses=[*objects(call.user.get("assignedLicenses")), *licences],
        assignedPlans=[*objects(call.user.get("assignedPlans")), *plans],
    )
    return Done(f"licensed for {', '.join(str(sku['skuPartNumber']) for sku in wanted)}")


def remove(call: Call) -> Done:
    """Remove the licences of `licenses`."""
    return _remove(call, {_same(id_) for id_ in call.listed("licenses")})


def remove_all(call: Call) -> Done:
    """Remove every licence that is assigned directly; the sandbox knows no others."""
    return _remove(call, _held(call.user))


def foreseeable_failure(store: Store, task: JsonObject) -> str | None:
    """A licence of the task that the tenant does not have."""
    return next(
        (f"The licence {id_} does not exist." for id_ in listed(task, "licenses") if not _sku(store, id_)), None
    )


def _remove(call: Call, unwanted: set[str]) -> Done:
    leaving = _held(call.user) & unwanted
    if not leaving:
        return Done("had none of the licences to remove", nothing_to_do=True)
    skus = [sku for sku in call.store.all("subscribedSkus") if _same(sku["skuId"]) in leaving]
    plans = {plan["servicePlanId"] for sku in skus for plan in objects(sku.get("servicePlans"))}
    for sku in skus:
        _consume(call.store, sku, -1)
    licences = objects(call.user.get("assignedLicenses"))
    call.change_user(
        assignedLicenses=[licence for licence in licences if _same(licence["skuId"]) not in leaving],
        assignedPlans=[p for p in objects(call.user.get("assignedPlans")) if p.get("servicePlanId") not in plans],
    )
    return Done(f"licences removed: {', '.join(str(sku['skuPartNumber']) for sku in skus) or len(leaving)}")


def _plan(plan: JsonObject, call: Call) -> JsonObject:
    return {
        "assignedDateTime": f"{call.now:%Y-%m-%dT%H:%M:%SZ}",
        "capabilityStatus": "Enabled",
        "service": plan.get("servicePlanName"),
        "servicePlanId": plan["servicePlanId"],
    }


def _held(user: JsonObject) -> set[str]:
    return {_same(licence["skuId"]) for licence in objects(user.get("assignedLicenses"))}


def _sku(store: Store, sku_id: str) -> JsonObject | None:
    return next((sku for sku in store.all("subscribedSkus") if _same(sku["skuId"]) == _same(sku_id)), None)


def _free(sku: JsonObject) -> int:
    units, used = sku.get("prepaidUnits"), sku.get("consumedUnits")
    enabled = units.get("enabled") if isinstance(units, dict) else 0
    return (enabled if isinstance(enabled, int) else 0) - (used if isinstance(used, int) else 0)


def _consume(store: Store, sku: JsonObject, units: int) -> None:
    used = sku.get("consumedUnits")
    store.put(
        "subscribedSkus",
        str(sku["id"]),
        {**sku, "consumedUnits": max(0, units + (used if isinstance(used, int) else 0))},
    )


def _same(id_: object) -> str:
    return str(id_).lower()
