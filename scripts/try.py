"""The main job on the embedded sandbox tenant: validate, the plan and its apply, and a plan again to "no changes"."""

from environment import BIN, ROOT, prepare, run

STEPS = (
    ("sandbox", "reset"),
    ("validate",),
    # It shows the plan before it carries it out; `lcwsync plan` alone shows it and changes nothing.
    ("apply", "--env", "sandbox", "--yes"),
    ("plan", "--env", "sandbox"),
)

NEXT = (
    (("preview",), "who gets a pass from whom, when, and who will not"),
    (("sandbox", "advance", "1d"), "a day passes, and the workflows run"),
    (("sandbox", "outbox"), "the mails that were sent"),
)
"""What to try afterwards, in this order."""


def farewell() -> str:
    """The commands of NEXT as they can be pasted, with what each shows."""
    program = (BIN / "lcwsync").relative_to(ROOT)
    commands = [f"{program} {' '.join(words)}" for words, _ in NEXT]
    width = max(map(len, commands))
    lines = [f"  {command:<{width}}   {shows}" for command, (_, shows) in zip(commands, NEXT, strict=True)]
    return "\n".join(("", "Try next:", *lines))


if __name__ == "__main__":
    prepare()
    for step in STEPS:
        print(f"\n$ lcwsync {' '.join(step)}", flush=True)
        run("lcwsync", *step)
    print(farewell())
