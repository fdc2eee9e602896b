"""Members of an answer that no reader looks at are kept with their path."""

from lcwsync.sandbox.store import Store
from lcwsync.tenant.graph import GraphTenant
from lcwsync.tenant.wire.extension import live_extension
from lcwsync.tenant.wire.policy import tap_policy
from lcwsync.tenant.wire.unknown import TAP_POLICY, WORKFLOW, unknown_members
from lcwsync.tenant.wire.workflow import live_workflow


def test_what_the_sandbox_shows_is_known(tenant: GraphTenant, store: Store) -> None:
    everything = tenant.existing(tap_policy=True, settings=True, extensions=True)
    assert everything.tap_policy
    assert everything.workflows
    assert everything.extensions
    assert [live.unknown for live in everything.workflows if live.unknown] == []
    assert [live.unknown for live in everything.extensions if live.unknown] == []
    assert everything.tap_policy.unknown == ()


def test_an_unknown_member_keeps_its_path_and_value() -> None:
    answer = {
        "id": "1",
        "version": 7,
        "newSwitch": True,
        "newNull": None,
        "settings": {"quarantineConfiguration": {"any": 1}, "newLimit": {"b": 1, "a": [2]}},
        "executionConditions": {"@odata.type": "x", "trigger": {"offsetInDays": 1, "newUnit": "hours"}, "scope": None},
        "tasks@odata.context": "…",
        "tasks": [
            {"taskDefinitionId": "x", "displayName": "Mail", "retries": 3},
            {"taskDefinitionId": "x", "displayName": "Mail", "retries": 4, "arguments": [{"name": "a", "kind": "b"}]},
        ],
    }
    assert [str(member) for member in unknown_members(answer, WORKFLOW)] == [
        'executionConditions.trigger.newUnit = "hours"',
        "newSwitch = true",
        'settings.newLimit = {"a": [2], "b": 1}',
        'tasks["Mail" #2].arguments[0].kind = "b"',
        'tasks["Mail" #2].retries = 4',
        'tasks["Mail"].retries = 3',
    ]


def test_what_the_service_changes_by_itself_is_ignored() -> None:
    answer = {"id": "1", "newPart": {"lastModifiedDateTime": "now", "id": "2"}, "nextScheduleRunDateTime": "then"}
    assert [str(member) for member in unknown_members(answer, WORKFLOW)] == ['newPart = {"id": "2"}']


def test_a_long_value_is_cut_where_it_is_shown_and_kept_whole() -> None:
    (member,) = unknown_members({"newText": "x" * 500}, TAP_POLICY)
    assert len(member.value) == 502
    assert len(str(member)) < 250


def test_every_reader_keeps_them_and_no_comparison_sees_them() -> None:
    workflow = {"id": "1", "displayName": "W", "version": 1, "category": "joiner"}
    extension = {"id": "1", "displayName": "E"}
    for read, answer in ((live_workflow, workflow), (live_extension, extension), (tap_policy, {"id": "T"})):
        plain, more = read(answer), read({**answer, "newSwitch": True})
        assert [str(member) for member in more.unknown] == ["newSwitch = true"]
        assert plain == more
