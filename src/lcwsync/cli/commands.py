"""The table of commands. A command's module has its name and is imported only when it is called: start-up counts."""

COMMANDS = {
    "validate": "check the files, offline",
    "plan": "show what apply would do",
    "apply": "bring the tenant to what git says",
    "verify": "is a saved plan still true of the tenant and of git?",
    "export": "write the tenant as YAML",
    "drift": "what changed in the tenant outside git",
    "preview": "who is in scope, when, and who would receive each pass",
    "audit": "who can mint a Temporary Access Pass, against what git expects",
    "run": "start a workflow for named people",
    "status": "runs, failures and their reasons, quarantine",
    "history": "versions of a workflow and what changed between them",
    "doctor": "check sign-in, permissions, licence and clock",
    "init": "lay out a new configuration repository",
    "new": "start a file from one of the service's templates",
    "schema": "print or write the JSON Schemas",
    "sandbox": "the embedded tenant: serve, reset, seed, advance, outbox",
}
"""Each command with its line in `--help`."""
