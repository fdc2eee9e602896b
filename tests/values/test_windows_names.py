import pytest

from lcwsync.values.windows_names import why_not_on_windows


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("workflows/CON.yaml", "the name of a device"),
        ("workflows/nul", "the name of a device"),
        ("aux .tar.gz", "the name of a device"),
        ("com¹.txt", "the name of a device"),
        ("Lpt9", "the name of a device"),
        ("workflows/leaver./x.yaml", "ends with a dot"),
        ("workflows/leaver ", "ends with a blank"),
        ("workflows\\..\\..\\x.yaml", "has the character '\\\\'"),
        ("workflows/x.yaml:stream", "has the character ':'"),
        ("C:/x.yaml", "has the character ':'"),
        ("a\tb", "has the character"),
    ],
)
def test_names_that_windows_does_not_take(path: str, why: str) -> None:
    assert why in (why_not_on_windows(path) or "")


@pytest.mark.parametrize("path", ["workflows/joiner-con.yaml", ".github/x.yml", "console", "com10", "a.b/c-d_e é.yaml"])
def test_names_that_windows_takes(path: str) -> None:
    assert why_not_on_windows(path) is None
