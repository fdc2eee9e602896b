"""The examples at the end of each command's `--help`: a command line, and what it does. A test runs them all."""

from collections.abc import Mapping

Example = tuple[str, str]

EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "validate": (
        ("lcwsync validate", "check every file, offline"),
        ("lcwsync validate workflows/joiner-pre-hire-tap.yaml", "show what concerns one file"),
        ("lcwsync validate --format sarif --output findings.sarif", "for code scanning"),
    ),
    "plan": (
        ("lcwsync plan", "what apply would change, and the risks"),
        ("lcwsync plan --people", "also count the people in each scope"),
        ("lcwsync plan --out saved.plan", "save the plan, so that exactly this is applied"),
        ("lcwsync plan --detailed-exitcode", "end with 2 when there are changes"),
    ),
    "apply": (
        ("lcwsync apply", "show the plan, ask, and change the tenant"),
        ("lcwsync apply saved.plan --yes", "apply what was reviewed, and nothing else"),
    ),
    "resolve": (
        ('lcwsync resolve "Onboard pre-hire employee"', "all workflows of the name; which one lcwsync created"),
    ),
    "verify": (
        ("lcwsync verify saved.plan", "check whether a saved plan still fits the tenant and git"),
        ("lcwsync verify saved.plan --format json", "the same for a program"),
    ),
    "export": (
        ("lcwsync export --out exported", "write the tenant as YAML into a new directory"),
        ('lcwsync export "Welcome guests (made in the portal)" --out workflows', "one workflow, into the files in use"),
    ),
    "drift": (
        ("lcwsync drift", "what changed in the tenant outside git, and who changed it"),
        ('lcwsync drift --accept "Welcome guests (made in the portal)"', "take over what the portal has, into git"),
        ("lcwsync drift --format markdown --output drift.md", "for an issue"),
    ),
    "preview": (
        ("lcwsync preview", "who is in scope, when, and who would receive each pass"),
        ('lcwsync preview "Onboard pre-hire employee"', "one workflow only"),
        (
            'lcwsync preview "Real-time employee termination" --user ada.iverson@kestrelvane.example',
            "what each task would do for her now",
        ),
        ("lcwsync preview --failing --days 7", "who will get no pass that works next week, and why"),
    ),
    "why": (
        ("lcwsync why jack.obrien@kestrelvane.example", "every workflow, and why it does or does not run"),
        (
            'lcwsync why mila.horvat@kestrelvane.example --workflow "Onboard pre-hire employee"',
            "one workflow only",
        ),
    ),
    "audit": (
        ("lcwsync audit", "who can create or receive a pass, and what git expects"),
        ("lcwsync audit --format sarif --output audit.sarif", "for code scanning, with people masked"),
    ),
    "run": (
        (
            'lcwsync run "Onboard pre-hire employee" --user zoe.novak@kestrelvane.example --wait',
            "start it for one person, after showing what it does",
        ),
        (
            (
                'lcwsync run "Onboard pre-hire employee" --user jack.obrien@kestrelvane.example '
                "--requested-by liam.oneill@kestrelvane.example --yes"
            ),
            "start it for a manager, if the manager stands above the person",
        ),
    ),
    "status": (
        ("lcwsync status", "runs, failures and their reasons, of every workflow"),
        ('lcwsync status "Onboard pre-hire employee"', "one workflow only"),
        ("lcwsync status --failed --since 24h", "what failed since yesterday"),
        ("lcwsync status --user jack.obrien@kestrelvane.example", "what the workflows did for one person"),
    ),
    "history": (
        ('lcwsync history "Onboard pre-hire employee"', "its versions, and who made them"),
        ('lcwsync history "Onboard pre-hire employee" --from 1 --to 1', "compare two versions"),
        ('lcwsync history "Onboard pre-hire employee" --show 1', "print a version as YAML"),
        ('lcwsync history "Onboard pre-hire employee" --format markdown', "for an issue; people are masked"),
    ),
    "pause": (
        (
            'lcwsync pause "Onboard pre-hire employee" --reason "wrong managers in the HR feed" --yes',
            "it starts for nobody until it is resumed",
        ),
    ),
    "resume": (
        ('lcwsync resume "Onboard pre-hire employee" --reason "corrected" --yes', "after the change is applied"),
    ),
    "cancel": (
        ('lcwsync cancel 00000000-0000-4000-8000-000000000000 --reason "wrong people" --yes', "a run, by its id"),
    ),
    "rollback": (
        ('lcwsync rollback "Onboard pre-hire employee" --to 1', "write its file as version 1 was, for a pull request"),
    ),
    "report": (("lcwsync report --out site", "open site/index.html in a browser"),),
    "doctor": (
        ("lcwsync doctor", "what each command needs, and whether it is there"),
        ("lcwsync doctor --format json --output doctor.json", "the same for a program, into a file"),
    ),
    "init": (
        ("lcwsync init identity", "a new repository that starts from the sandbox"),
        (
            "lcwsync init identity --from-tenant",
            "a new repository with what the sandbox has; add the id of a tenant for a real one",
        ),
    ),
    "new": (
        ("lcwsync new workflow --list", "the starting points, and the templates of the service"),
        ("lcwsync new workflow --from internal-transfer --output workflows/transfer.yaml", "start from a common case"),
        (
            'lcwsync new workflow --template "Onboard new hire employee" --name Day1 --output workflows/day1.yaml',
            "a template under a name of its own",
        ),
    ),
    "environments": (
        ("lcwsync environments", "one name a line"),
        ("lcwsync environments --format json --shard 1/8", "the first of eight parts, for a job of a matrix"),
    ),
    "import": (
        ("lcwsync import workflow.json --out workflows", "a workflow as GET answers it in Graph Explorer"),
        ("lcwsync import M365TenantConfig.ps1 --out workflows", "the workflows of a Microsoft365DSC export"),
    ),
    "schema": (
        ("lcwsync schema --write schemas", "for completion in an editor"),
        ("lcwsync schema --write schemas --from-tenant", "and offer the names of the tenant's groups, never people"),
        ("lcwsync schema workflow.schema.json", "print one"),
    ),
    "sandbox": (
        ("lcwsync sandbox advance 3d", "let three days pass, with every scheduled run"),
        ("lcwsync sandbox outbox", "read the mails that were sent"),
        ("lcwsync sandbox hire 'Ana Lima' --department Sales --manager maria.alvarez", "hire somebody in a week"),
        ("lcwsync sandbox move jack.obrien --department Finance", "try a workflow for movers"),
        ("lcwsync sandbox leave jack.obrien --days 3", "and one for leavers"),
        ("lcwsync sandbox people sales", "who is there"),
        ("lcwsync sandbox reset", "begin again"),
    ),
    "tasks": (
        ("lcwsync tasks", "every task by its key"),
        ("lcwsync tasks generateTapAndEmailManager", "one task with its arguments"),
        ("lcwsync tasks email manager last day", "the tasks that these words describe"),
    ),
    "attributes": (
        ("lcwsync attributes", "what a rule or a trigger can name"),
        ("lcwsync attributes costcenter", "the attributes with this word"),
    ),
    "placeholders": (("lcwsync placeholders", "what the subject and the text of a mail can hold"),),
    "completion": (
        ('eval "$(lcwsync completion bash)"', "in ~/.bashrc; zsh likewise, in ~/.zshrc"),
        ("lcwsync completion fish | source", "in ~/.config/fish/config.fish"),
        ("lcwsync completion powershell | Out-String | Invoke-Expression", "in the file that $PROFILE names"),
    ),
    "explain": (
        ("lcwsync explain TAP007", "one code of a finding, a risk or a refusal"),
        ("lcwsync explain", "every code"),
    ),
}
