"""The standalone program: its archive of request builders holds what writes need, and is imported as a zip file."""

import subprocess
import sys
from pathlib import Path

from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

PROBE = """
import sys
archive, packages = sys.argv[1:]
sys.path = [archive, *(path for path in sys.path if "site-packages" not in path)]

class Beside:
    # Everything but msgraph comes from where it is installed, as PyInstaller packs it.
    def find_spec(self, name, path=None, target=None):
        from importlib.machinery import PathFinder
        if name.partition(".")[0] != "msgraph":
            return PathFinder.find_spec(name, [packages] if path is None else path)

    def find_distributions(self, context):
        from importlib.metadata import DistributionFinder, MetadataPathFinder
        wanted = DistributionFinder.Context(name=context.name, path=[packages])
        return MetadataPathFinder.find_distributions(wanted)

sys.meta_path.append(Beside())
from lcwsync.tenant.builders import Builders, path_of
lifecycle = Builders().lifecycle
workflow = lifecycle.workflows.by_workflow_id("w")
print(path_of(workflow.microsoft_graph_identity_governance_create_new_version))
deleted = lifecycle.deleted_items.workflows.by_workflow_id("d")
print(path_of(deleted.microsoft_graph_identity_governance_restore))
print(path_of(lifecycle.custom_task_extensions.by_custom_task_extension_id("e")))
print(path_of(lifecycle.settings))
print(sys.modules[type(lifecycle.settings).__module__].__file__)
"""


def test_request_builders_are_found_in_the_zip_file(tmp_path: Path) -> None:
    import yaml
    from standalone import zip_builders

    archive = tmp_path / "request-builders.zip"
    zip_builders(archive)
    packages = Path(yaml.__file__).parents[1]
    words = [sys.executable, "-c", PROBE, str(archive), str(packages)]
    environ = {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *paths, place = done.stdout.splitlines()
    assert paths == [
        "/identityGovernance/lifecycleWorkflows/workflows/w/microsoft.graph.identityGovernance.createNewVersion",
        "/identityGovernance/lifecycleWorkflows/deletedItems/workflows/d/microsoft.graph.identityGovernance.restore",
        "/identityGovernance/lifecycleWorkflows/customTaskExtensions/e",
        "/identityGovernance/lifecycleWorkflows/settings",
    ]
    assert place.startswith(str(archive))
