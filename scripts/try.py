"""The main job on the embedded sandbox tenant: validate, plan, apply, and plan again to "no changes"."""

from environment import prepare, run

STEPS = (
    ("sandbox", "reset"),
    ("validate",),
    ("plan", "--env", "sandbox"),
    ("apply", "--env", "sandbox", "--yes"),
    ("plan", "--env", "sandbox"),
)

if __name__ == "__main__":
    prepare()
    for step in STEPS:
        print(f"\n$ lcwsync {' '.join(step)}", flush=True)
        run("lcwsync", *step)
