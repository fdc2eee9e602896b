from lcwsync.model import catalogue
from lcwsync.sandbox.store import JsonObject, Store
from tests.sandbox.graph_client import LIFECYCLE, TAP_TASK, Graph

DEFINITIONS = f"{LIFECYCLE}/taskDefinitions"
TEMPLATES = f"{LIFECYCLE}/workflowTemplates"


def test_every_task_of_the_catalogue_has_a_definition(graph: Graph) -> None:
    shown = {str(d["id"]): d for d in graph.values(DEFINITIONS)}
    assert set(shown) == {definition.id for definition in catalogue.definitions()}
    assert shown[TAP_TASK]["parameters"] == [
        {"name": "tapLifetimeMinutes", "values": [], "valueType": "string"},
        {"name": "tapIsUsableOnce", "values": ["true", "false"], "valueType": "enum"},
    ]


def test_definitions_are_filtered_by_the_category_they_have(graph: Graph) -> None:
    for category in ("joiner", "leaver", "mover"):
        filtered = graph.values(f"{DEFINITIONS}?$filter=category has '{category}'")
        wanted = {d.id for d in catalogue.definitions() if category in d.categories}
        assert {d["id"] for d in filtered} == wanted


def test_a_definition_is_found_by_its_id_in_any_case(graph: Graph) -> None:
    assert graph.get(f"{DEFINITIONS}/{TAP_TASK.upper()}")["id"] == TAP_TASK
    assert graph("GET", f"{DEFINITIONS}/none").status_code == 404


def test_each_template_that_needs_no_choice_makes_a_workflow(graph: Graph, store: Store) -> None:
    store.put("groups", "g-1", {"id": "g-1"})
    templates = graph.values(TEMPLATES)
    assert len(templates) == 10
    for template in templates:
        assert graph.get(f"{TEMPLATES}/{template['id']}")["tasks"] == template["tasks"]
        conditions = template["executionConditions"]
        assert isinstance(conditions, dict)
        if "groupBasedSubjectSet" in str(conditions):
            conditions["scope"]["groups"] = [{"id": "g-1"}]
        if "customTaskExtensionID" in str(template["tasks"]):
            continue
        body: JsonObject = {
            name: template[name] for name in ("displayName", "category", "executionConditions", "tasks")
        }
        assert graph.create(body)


def test_the_pre_hire_template_creates_a_one_time_pass_of_eight_hours(graph: Graph) -> None:
    template = graph.get(f"{TEMPLATES}/77179007-8114-41b5-922e-2e22109df41f")
    (creating,) = template["tasks"]
    assert creating["taskDefinitionId"] == TAP_TASK
    assert creating["arguments"] == [
        {"name": "tapLifetimeMinutes", "value": "480"},
        {"name": "tapIsUsableOnce", "value": "true"},
    ]
