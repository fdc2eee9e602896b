from pathlib import Path

import pytest

from lcwsync.sandbox import open_sandbox, reset_sandbox
from lcwsync.sandbox.errors import SandboxError


def test_a_sandbox_is_seeded_once_and_a_reset_makes_it_new(tmp_path: Path) -> None:
    path = tmp_path / ".lcwsync" / "sandbox.db"
    first = open_sandbox(path)
    first.put("marks", "mine", {})
    first.close()
    again = open_sandbox(path)
    assert again.count("marks") == 1
    again.close()
    new = reset_sandbox(path)
    assert new.count("marks") == 0
    new.close()


def test_a_file_that_is_not_a_sandbox_is_named_and_a_reset_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    path.write_text("not a database at all, " * 100)
    with pytest.raises(SandboxError, match=r"sandbox\.db cannot be used") as caught:
        open_sandbox(path)
    assert caught.value.hint is not None
    assert "sandbox reset" in caught.value.hint
    reset_sandbox(path).close()
    open_sandbox(path).close()
