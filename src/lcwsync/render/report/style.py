"""What the report's pages add to the common style sheet."""

CSS = """
nav { background: var(--panel); padding: .7rem 1.25rem; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; }
nav a { color: var(--mark); text-decoration: none; padding: .15rem 0; }
nav a[aria-current] { color: var(--ink); font-weight: 600; }
nav a:focus-visible { outline: 2px solid var(--mark); outline-offset: 3px; }
.day-card { border-top: 1px solid var(--rule); padding: .8rem 0; display: grid; grid-template-columns: 10rem 1fr; }
.day-card h3 { font-variant-numeric: tabular-nums; }
.day-card ul { list-style: none; margin: 0; padding: 0; }
.day-card li { padding: .3rem 0; overflow-wrap: anywhere; }
.who { font-weight: 600; }
.badge.ok { background: var(--add-paper); color: var(--add); }
@media (max-width: 40rem) { .day-card { grid-template-columns: 1fr; gap: .3rem; } }
@media print { nav { display: none; } .day-card { break-inside: avoid; } }
"""
