"""One self-contained HTML page: no script, nothing loaded, light and dark, printable."""

from lcwsync.render.formats.escape import html as text


def page(title: str, body: str, *, css: str, tool_version: str, head: str = "") -> str:
    """The page around a body. `body`, `css` and `head` are HTML and CSS of ours, names inside them already escaped."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{text(title)}</title>
<style>{css}</style>
</head>
<body>
{head}<main>
{body}
<footer class="soft">lcwsync {text(tool_version)}</footer>
</main>
</body>
</html>
"""
