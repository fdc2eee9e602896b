"""Law 10 for what stands on disk: configuration files and plan files of any shape end in one message and exit code 1.

Nothing is written, no traceback is shown, and no answer takes long.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcwsync.plan.fingerprint import digest_of
from lcwsync.plan.planfile import load
from lcwsync.values.errors import ConfigError
from tests.commands import Lcwsync, Served

LONGEST_SECONDS = 10.0

_WORKFLOW = "kind: Workflow\ndisplayName: Hire\n"

TEXTS: dict[str, bytes] = {
    "a bomb of aliases": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 9)) for c in range(97, 107)),
    "an alias to itself": b"kind: Workflow\ndisplayName: &a [*a]\n",
    "an alias into another document": b"kind: Workflow\ndisplayName: &n Hire\n---\nkind: Workflow\ndisplayName: *n\n",
    "an alias that is no text": b"kind: Workflow\nx-a: &n [Hire]\ndisplayName: *n\n",
    "a merge key": b"kind: Workflow\n<<: {displayName: Hire}\n",
    "a Python tag": b"kind: Workflow\ndisplayName: !!python/object/apply:os.system [touch owned]\n",
    "an unknown tag": b"kind: !secret Workflow\n",
    "a binary tag": b"kind: Workflow\ndisplayName: !!binary aGlyZQ==\n",
    "NUL": b"kind: Workflow\ndisplayName: Hi\x00re\n",
    "a control character": b'kind: Workflow\ndisplayName: "Hi\x1b[31mre"\n',
    "UTF-16": "kind: Workflow\n".encode("utf-16"),
    "not UTF-8": b"kind: Workflow\ndisplayName: H\xffre\n",
    "half a character": b'kind: Workflow\ndisplayName: "\\ud800"\n',
    "deep nesting": b"[" * 100_000,
    "deep nesting that is closed": b"kind: Workflow\ntasks: " + b"[" * 3_000 + b"]" * 3_000 + b"\n",
    "deep block nesting": b"".join(b" " * n + b"a:\n" for n in range(2_000)),
    "a huge number": b"kind: TemporaryAccessPassPolicy\ndefaultLength: " + b"9" * 10_000 + b"\n",
    "a huge exponent": b"kind: TemporaryAccessPassPolicy\ndefaultLength: 1e999999999\n",
    "no number": b"kind: TemporaryAccessPassPolicy\ndefaultLength: .nan\n",
    "a text of 10 MB": b"kind: Workflow\ndisplayName: " + b"x" * 10_000_000 + b"\n",
    "a key twice": b"kind: Workflow\ndisplayName: A\ndisplayName: B\n",
    "a key that is a list": b"kind: Workflow\n? [a, b]\n: c\n",
    "a list": b"- kind: Workflow\n",
    "one word": b"Workflow\n",
    "an open quote": b'kind: "Workflow\n',
    "a tab": b"kind: Workflow\n\tdisplayName: A\n",
    "a hundred thousand documents": b"--- {}\n" * 100_000,
}


@pytest.mark.parametrize("what", TEXTS)
def test_no_yaml_leads_further_than_to_a_message(project: Path, lcwsync: Lcwsync, what: str) -> None:
    (project / "workflows" / "hostile.yaml").write_bytes(TEXTS[what])
    before = time.monotonic()
    result = lcwsync("validate")
    assert time.monotonic() - before < LONGEST_SECONDS
    assert result.code == 1
    assert "hostile.yaml" in result.out + result.err
    assert "unexpectedly" not in result.err
    assert "\x1b" not in result.out + result.err
    assert len(result.out) < 100_000
    assert not (project / "owned").exists()


@pytest.mark.parametrize("encode", ["utf-8-sig", "crlf"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(project: Path, lcwsync: Lcwsync, encode: str) -> None:
    for path in (project / "workflows").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_bytes(text.replace("\n", "\r\n").encode() if encode == "crlf" else text.encode(encode))
    assert lcwsync("validate").code == 0


def a_directory_named_yaml(place: Path) -> None:
    (place / "hostile.yaml").mkdir()


def a_link_to_itself(place: Path) -> None:
    (place / "hostile.yaml").symlink_to(place / "hostile.yaml")


def a_link_to_nothing(place: Path) -> None:
    (place / "hostile.yaml").symlink_to(place / "nowhere")


def a_link_to_the_outside(place: Path) -> None:
    secret = place.parent / "secret.txt"
    secret.write_text("hunter2: [", encoding="utf-8")
    (place / "hostile.yaml").symlink_to(secret)


def a_pipe(place: Path) -> None:
    os.mkfifo(place / "hostile.yaml")


def a_link_to_an_endless_device(place: Path) -> None:
    (place / "hostile.yaml").symlink_to("/dev/zero")


@pytest.mark.parametrize(
    "make",
    [
        a_directory_named_yaml,
        a_link_to_itself,
        a_link_to_nothing,
        a_link_to_the_outside,
        a_pipe,
        a_link_to_an_endless_device,
    ],
)
def test_what_is_not_a_file_is_named_or_skipped(project: Path, lcwsync: Lcwsync, make: Callable[[Path], None]) -> None:
    make(project / "workflows")
    before = time.monotonic()
    result = lcwsync("validate")
    assert time.monotonic() - before < LONGEST_SECONDS
    assert result.code in (0, 1)
    assert "unexpectedly" not in result.err
    assert "hunter2" not in result.out + result.err


PLAN = {
    "formatVersion": "1.0",
    "toolVersion": "0",
    "environment": "sandbox",
    "tenantId": "t",
    "sandbox": True,
    "configDigest": "",
    "targets": [],
    "actions": [],
}


def sealed(content: dict[str, object]) -> str:
    """A plan file whose digest fits: made by somebody who knows how."""
    return json.dumps({**content, "digest": digest_of(content)})


PLAN_FILES: dict[str, bytes] = {
    "nothing": b"",
    "more than 50 MB": b" " * 50_000_001,
    "no JSON": b"plan",
    "a list": b"[]",
    "another object": b"{}",
    "not UTF-8": b"\xff\xfe\x00",
    "deep nesting": b"[" * 100_000,
    "a huge number": b'{"formatVersion": ' + b"9" * 10_000 + b"}",
    "another version": sealed({**PLAN, "formatVersion": "2.0"}).encode(),
    "edited": json.dumps({**PLAN, "digest": "0" * 64}).encode(),
    "actions that are none": sealed({**PLAN, "actions": [1, None, "x"]}).encode(),
    "actions that are a number": sealed({**PLAN, "actions": 7}).encode(),
    "half an action": sealed({**PLAN, "actions": [{"key": "x"}]}).encode(),
    "fields of another shape": sealed(
        {**PLAN, "actions": [{"key": "k", "object": "o", "fingerprint": None, "content": "", "fields": {"f": [1]}}]}
    ).encode(),
}


@pytest.mark.parametrize("command", ["apply", "verify"])
@pytest.mark.parametrize("what", PLAN_FILES)
def test_no_plan_file_but_our_own_is_applied(
    served: Served, project: Path, lcwsync: Lcwsync, what: str, command: str
) -> None:
    (project / "plan.json").write_bytes(PLAN_FILES[what])
    result = lcwsync(command, "plan.json")
    assert result.code in (1, 64)
    assert result.err.count("error:") == 1
    assert "unexpectedly" not in result.err
    assert served.app.requests == served.app.requests.__class__(maxlen=served.app.requests.maxlen)


def test_an_endless_plan_file_is_read_to_a_limit(project: Path, lcwsync: Lcwsync) -> None:
    result = lcwsync("apply", "/dev/zero")
    assert result.code == 1
    assert "larger than 50 MB" in result.err


def test_hostile_files_take_no_memory(project: Path) -> None:
    """All of them in one process that must not grow beyond what it needs for the shipped files by more than this."""
    for number, content in enumerate(TEXTS.values()):
        (project / "workflows" / f"hostile-{number}.yaml").write_bytes(content)
    # A process that was forked counts what its parent held, unless the kernel is asked for its own peak.
    script = (
        "import pathlib, re, resource, sys\n"
        "from lcwsync.cli import main\n"
        "sys.stdout = open('/dev/null', 'w')\n"
        "code = main(['validate'])\n"
        "status = pathlib.Path('/proc/self/status')\n"
        "own = re.search(r'VmHWM:\\s+([0-9]+)', status.read_text()) if status.exists() else None\n"
        "peak = own[1] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(code, peak, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    code, kilobytes = map(int, done.stderr.splitlines()[-1].split())
    assert code == 1
    assert kilobytes < 100_000, kilobytes


def test_a_plan_file_cut_anywhere_is_refused(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("plan", "--out", "plan.json").code == 0
    text = (project / "plan.json").read_text(encoding="utf-8").rstrip()
    for end in range(0, len(text), max(1, len(text) // 40)):
        with pytest.raises(ConfigError):
            load(text[:end])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(member=st.sampled_from(sorted(PLAN)), value=_JSON)
def test_a_sealed_plan_file_of_any_shape_loads_or_is_refused(member: str, value: object) -> None:
    # Anything else than an error of ours fails the test.
    with suppress(ConfigError):
        load(sealed({**PLAN, member: value}))
