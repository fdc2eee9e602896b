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
.path { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; padding: 0 0 0 1.4rem; margin: .4rem 0; }
.path li:first-child { margin-left: -1.4rem; }
.path li { position: relative; background: var(--panel); border: 1px solid var(--rule); border-radius: 1rem;
  padding: .05rem .7rem; font-size: .9rem; overflow-wrap: anywhere; }
.path li + li::before { content: "→"; position: absolute; left: -1.3rem; color: var(--soft); }
.tree, .tree ul { list-style: none; margin: 0; padding-left: 0; }
.tree ul { padding-left: 1.2rem; border-left: 1px solid var(--rule); margin-left: .35rem; }
.tree ul:empty { display: none; }
.tree summary { cursor: pointer; padding: .15rem 0; overflow-wrap: anywhere; }
.tree summary:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
.badge.ok { background: var(--add-paper); color: var(--add); }
@media (max-width: 40rem) { .day-card { grid-template-columns: 1fr; gap: .3rem; } }
@media (max-width: 40rem) { .tree ul { padding-left: .7rem; } }
@media print { nav { display: none; } .day-card { break-inside: avoid; } }
"""
