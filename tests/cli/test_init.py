import hashlib
import json
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from lcwsync import __version__
from tests.commands import ROOT, Lcwsync

sys.path.insert(0, str(ROOT / "scripts"))

TEMPLATES = ROOT / "src" / "lcwsync" / "templates"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def built_elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built in a job on GitHub, this lcwsync would know its repository."""
    build_says(tmp_path_factory.mktemp("site"), monkeypatch)


def build_says(site: Path, monkeypatch: pytest.MonkeyPatch, *links: str) -> None:
    """Let the metadata of the installed lcwsync have these links and no others."""
    about = site / "lcwsync-1.dist-info"
    about.mkdir(parents=True)
    told = "".join(f"Project-URL: {link}\n" for link in links)
    (about / "METADATA").write_text(f"Metadata-Version: 2.4\nName: lcwsync\nVersion: 1\n{told}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))


def test_a_new_repository_validates_plans_and_applies_at_once(
    here: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lcwsync("init", "repo").code == 0
    monkeypatch.chdir(here / "repo")
    checked = lcwsync("validate")
    assert (checked.code, "warning" in checked.out) == (0, False)
    assert '+ workflow "Onboard pre-hire employee"' in lcwsync("plan").out
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("plan", "--detailed-exitcode").code == 0
    for name in (
        "CODEOWNERS",
        ".gitattributes",
        ".editorconfig",
        ".vscode/settings.json",
        ".gitignore",
        ".pre-commit-config.yaml",
        ".github/actions/plan/action.yml",
    ):
        assert (here / "repo" / name).is_file(), name


def test_the_modeline_of_every_file_leads_to_a_schema(here: Path, lcwsync: Lcwsync) -> None:
    lcwsync("init", "repo")
    for path in (here / "repo" / "workflows").glob("*.yaml"):
        reference = path.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
        assert (path.parent / reference).is_file(), path


def test_editors_are_told_the_schema_of_every_file(here: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("init", "repo").code == 0
    settings = json.loads(Path("repo/.vscode/settings.json").read_text(encoding="utf-8"))
    ((schema, patterns),) = settings["yaml.schemas"].items()
    assert (Path("repo") / schema).is_file()
    for path in Path("repo/workflows").glob("*.yaml"):
        assert any(path.relative_to("repo").match(pattern.replace("**/", "")) for pattern in patterns)


def test_a_new_repository_can_start_from_a_tenant(
    here: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = lcwsync("init", "repo", "--from-tenant")
    assert result.code == 0
    assert "No changes." in result.out
    assert (here / "repo" / "workflows" / "joiner-welcome-guests-made-in-the-portal.yaml").is_file()


def test_a_tenant_that_cannot_be_read_leaves_nothing_half_laid_out(
    here: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", "not a token")
    monkeypatch.setenv("LCWSYNC_GRAPH_URL", "http://127.0.0.1:9")
    result = lcwsync("init", "repo", "--from-tenant", "11111111-2222-3333-4444-555555555555")
    assert result.code == 1
    assert not (here / "repo").exists()


OWNED = [
    ("CODEOWNERS", "/docs/ @o/writers\n", False),
    ("docs/CODEOWNERS", "* # nobody\n", False),
    (".github/CODEOWNERS", "# comment\n*  @o/all # everybody\n", True),
]


@pytest.mark.parametrize(("place", "text", "whole"), OWNED, ids=[place for place, _, _ in OWNED])
def test_code_owners_that_are_there_stay_the_ones_that_count_and_what_they_do_not_own_is_told(
    here: Path, lcwsync: Lcwsync, place: str, text: str, whole: bool
) -> None:
    path = here / "r" / place
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    result = lcwsync("init", "r")
    assert result.code == 0
    assert path.read_text(encoding="utf-8") == text
    found = [found.relative_to(here / "r").as_posix() for found in (here / "r").rglob("CODEOWNERS")]
    assert found == [place]
    assert f"kept: r/{place}" in result.err
    assert ("no line owns every file" in result.err) is not whole


def test_what_is_there_is_kept_and_gitignore_gets_the_lines_it_lacks(here: Path, lcwsync: Lcwsync) -> None:
    (here / "README.md").write_text("mine", encoding="utf-8")
    (here / ".gitignore").write_text("*.log", encoding="utf-8")
    result = lcwsync("init", ".")
    assert result.code == 0, result.err
    assert "kept: README.md" in result.err
    assert (here / "README.md").read_text(encoding="utf-8") == "mine"
    ignored = (here / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*.log"
    assert any(".lcwsync" in line for line in ignored)
    assert lcwsync("validate").code == 0


def wheel(place: Path, *, version: str = __version__, name: str = "lcwsync") -> Path:
    path = place / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as files:
        files.writestr(
            f"{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n"
        )
    return path


def test_the_jobs_of_a_new_repository_install_the_wheel_and_all_it_needs_by_hash(here: Path, lcwsync: Lcwsync) -> None:
    path = wheel(here)
    assert lcwsync("init", "repo", "--wheel", path.name).code == 0
    copied = here / "repo" / ".github" / "lcwsync" / path.name
    assert copied.read_bytes() == path.read_bytes()
    lines = (copied.parent / "requirements.txt").read_text(encoding="utf-8").splitlines()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert lines[-1] == f"./.github/lcwsync/{path.name} --hash=sha256:{digest}"
    run = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    assert "\n".join(lines[:-1]) + "\n" == run
    for path in (here / "repo" / ".github" / "workflows").glob("lcwsync-*.yml"):
        for call in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
            given = call.get("with", {}).get("requirements")
            assert given == (None if "comment" in path.name else ".github/lcwsync/requirements.txt")


HOME = f"someone/lcwsync@{'0123456789' * 4}"


def used(place: Path) -> dict[str, str]:
    """What each workflow of a repository calls, by its name."""
    found = {}
    for path in sorted((place / ".github" / "workflows").glob("*.yml")):
        (call,) = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
        found[path.name] = call["uses"]
    return found


def test_workflows_are_calls_at_one_commit_which_installs_itself(here: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("init", "repo", "--call", HOME)
    assert (done.code, "copies" in done.err, "has no line" in done.err) == (0, False, False)
    repository, _, commit = HOME.partition("@")
    assert used(here / "repo") == {
        f"lcwsync-{name}.yml": f"{repository}/.github/workflows/reusable-{name}.yml@{commit}"
        for name in ("apply", "comment", "drift", "plan", "readiness", "validate")
    }
    for name in ("actions", "scripts", "lcwsync"):
        assert not (here / "repo" / ".github" / name).exists()
    assert "requirements" not in (here / "repo" / ".github" / "workflows" / "lcwsync-plan.yml").read_text("utf-8")


def test_a_wheel_beside_calls_is_what_their_jobs_install(here: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("init", "repo", "--call", HOME, "--wheel", wheel(here).name).code == 0
    requirements = here / "repo" / ".github" / "lcwsync" / "requirements.txt"
    assert "lcwsync-" in requirements.read_text(encoding="utf-8").splitlines()[-1]
    assert "requirements: .github/lcwsync/requirements.txt" in (
        here / "repo" / ".github" / "workflows" / "lcwsync-drift.yml"
    ).read_text("utf-8")


def test_a_release_calls_the_commit_that_it_was_built_from(
    here: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = ("Issues, https://github.com/a/b/issues", "Source, https://github.com/a/b/tree/" + "a" * 40)
    build_says(here / "site", monkeypatch, *links)
    assert lcwsync("init", "repo").code == 0
    text = (here / "repo" / ".github" / "workflows" / "lcwsync-plan.yml").read_text(encoding="utf-8")
    assert f"uses: a/b/.github/workflows/reusable-plan.yml@{'a' * 40} # v{__version__}\n" in text
    assert lcwsync("init", "copies", "--copy").code == 0
    assert used(here / "repo")["lcwsync-plan.yml"] != "./.github/workflows/reusable-plan.yml"
    assert (here / "copies" / ".github" / "actions" / "install" / "action.yml").is_file()


def test_a_build_that_does_not_know_its_repository_copies_and_says_so(here: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("init", "repo")
    assert "are copies: this lcwsync does not know where it was built" in done.err
    for path in (here / "repo" / ".github").rglob("*.yml"):
        assert "uses: $/" not in path.read_text(encoding="utf-8"), "not every server knows it"


@pytest.mark.parametrize("name", ["someone/lcwsync@main", "someone/lcwsync@0123456", "someone@" + "0" * 40, "x"])
def test_a_call_names_a_repository_and_a_whole_commit(here: Path, lcwsync: Lcwsync, name: str) -> None:
    done = lcwsync("init", "repo", "--call", name)
    assert (done.code, "is not OWNER/NAME@COMMIT" in done.err) == (64, True)
    assert lcwsync("init", "repo", "--call", HOME, "--copy").code == 64
    assert not (here / "repo").exists()


def test_without_a_wheel_no_line_names_lcwsync_and_init_says_so(here: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("init", "repo")
    assert "has no line for lcwsync yet" in done.err
    text = (here / "repo" / ".github" / "lcwsync" / "requirements.txt").read_text(encoding="utf-8")
    assert "lcwsync" not in text


def test_a_file_that_is_not_the_wheel_of_this_version_is_refused_and_nothing_is_written(
    here: Path, lcwsync: Lcwsync
) -> None:
    (here / "x.whl").write_text("text", encoding="utf-8")
    for path, why in (
        (here / "x.whl", "is not a wheel"),
        (wheel(here, version="0.0.1"), "holds lcwsync 0.0.1"),
        (wheel(here, name="other"), "holds other"),
        (wheel(here).rename(here / "x.zip"), "no name of a wheel"),
    ):
        done = lcwsync("init", "repo", "--wheel", path.name)
        assert (done.code, why in done.err) == (64, True), done.err
    assert lcwsync("init", "repo", "--wheel", "absent.whl").code == 1
    assert not (here / "repo").exists()


def test_a_configuration_that_is_there_is_never_written_over(here: Path, lcwsync: Lcwsync) -> None:
    (here / "workflows").mkdir()
    (here / "workflows" / "lcwsync.yaml").write_text("kind: Project\n", encoding="utf-8")
    result = lcwsync("init", ".")
    assert result.code == 4
    assert [path.name for path in here.iterdir() if path.name != ".lcwsync"] == ["workflows"]


def test_the_templates_are_what_this_repository_uses() -> None:
    from templates import made

    for name, text in made().items():
        assert (TEMPLATES / name).read_text(encoding="utf-8") == text, f"{name}: run python3 scripts/templates.py"


def test_the_workflows_of_a_new_repository_are_whole() -> None:
    for path in (TEMPLATES / "github" / "workflows").glob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for job in content["jobs"].values():
            for step in job.get("steps", []):
                assert step.get("with", {}) is not None, path
                assert 'package: "."' not in str(step)
                assert "which: sandboxes" not in str(step)


def test_everything_is_owned_and_the_ruleset_requires_checks_that_report(tmp_path: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("init", str(tmp_path / "r")).code == 0
    owners = (tmp_path / "r" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    assert next(line for line in owners if not line.startswith("#")).split()[0] == "*"
    ruleset = json.loads((tmp_path / "r" / ".github" / "lcwsync-ruleset.json").read_text(encoding="utf-8"))
    rules = {rule["type"]: rule.get("parameters", {}) for rule in ruleset["rules"]}
    asked = rules["pull_request"]
    assert asked["require_code_owner_review"]
    assert asked["dismiss_stale_reviews_on_push"]
    assert asked["require_last_push_approval"]
    required = {check["context"] for check in rules["required_status_checks"]["required_status_checks"]}
    reporting = set()
    for name in ("lcwsync-plan.yml", "lcwsync-validate.yml"):
        workflow = yaml.safe_load((tmp_path / "r" / ".github" / "workflows" / name).read_text(encoding="utf-8"))
        assert "merge_group" in workflow[True]
        assert "paths" not in str(workflow[True])
        ((caller, call),) = workflow["jobs"].items()
        called = tmp_path / "r" / call["uses"]
        # GitHub names a check of a called job after the job that calls as well.
        reporting |= {f"{caller} / {job}" for job in yaml.safe_load(called.read_text(encoding="utf-8"))["jobs"]}
    assert required <= reporting
