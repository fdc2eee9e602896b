"""The style sheet of the HTML page. Light and dark follow the reader's system; it also prints."""

CSS = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f7f9; --ink: #1c2430; --soft: #5b6675; --rule: #d9dee5;
  --add: #14713a; --add-paper: #e5f5ea; --cut: #b3261e; --cut-paper: #fdebe9;
  --edit: #8a5a00; --edit-paper: #fff4dc; --mark: #2f5fd0; --mark-paper: #e8eefc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --panel: #1a2029; --ink: #e4e9f0; --soft: #9aa6b5; --rule: #303946;
    --add: #6fd394; --add-paper: #14301f; --cut: #ff9a91; --cut-paper: #3a1b1a;
    --edit: #f0c05a; --edit-paper: #352a12; --mark: #8fb0ff; --mark-paper: #1b2744;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .35rem 0; }
code, td, pre { overflow-wrap: anywhere; }
code, pre { font: .86em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
.soft { color: var(--soft); font-size: .9rem; }
.sandbox { background: var(--mark-paper); color: var(--mark); padding: .5rem .9rem; border-radius: .5rem; }
.verdict { font-size: 1.1rem; font-weight: 600; margin: 1rem 0; }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; padding: 0; margin: 1rem 0; list-style: none; }
.counts li { background: var(--panel); border-radius: .5rem; padding: .5rem .9rem; min-width: 6.5rem; }
.counts b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.counts .zero { color: var(--soft); }
.plain { list-style: none; padding: 0; margin: 0; }
.plain > li { padding: .45rem 0; border-top: 1px solid var(--rule); }
.names { margin: .25rem 0 0; padding-left: 1.2rem; color: var(--soft); font-size: .92rem; }
.badge { display: inline-block; border-radius: .3rem; padding: 0 .5rem; font-size: .78rem; font-weight: 600; }
.badge.high, .badge.error, .badge.refused { background: var(--cut-paper); color: var(--cut); }
.badge.medium, .badge.warning { background: var(--edit-paper); color: var(--edit); }
.badge.low, .badge.note { background: var(--mark-paper); color: var(--mark); }
.object { border: 1px solid var(--rule); border-left: .3rem solid var(--edit); border-radius: .5rem; margin: 1rem 0; }
.object.create { border-left-color: var(--add); }
.object.delete { border-left-color: var(--cut); }
.object > header { background: var(--panel); padding: .7rem 1rem; border-radius: 0 .45rem 0 0; }
.object > div { padding: .3rem 1rem .8rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .5rem 0; }
th { text-align: left; font-weight: 600; color: var(--soft); padding: .25rem .75rem .25rem 0; }
td { vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--rule); }
td.before { color: var(--cut); }
td.after { color: var(--add); }
pre { background: var(--panel); border-radius: .5rem; padding: .5rem 0; margin: .5rem 0; white-space: pre-wrap; }
pre span { display: block; padding: 0 .75rem; }
pre .add { background: var(--add-paper); color: var(--add); }
pre .cut { background: var(--cut-paper); color: var(--cut); }
pre .skip { color: var(--soft); }
.time { list-style: none; margin: 0; padding: 0; }
.time > li { position: relative; display: grid; grid-template-columns: 6.5rem 1fr; gap: 2.2rem; padding: .6rem 0; }
.time > li::before { content: ""; position: absolute; left: 7.55rem; top: 0; bottom: 0; width: 2px;
  background: var(--rule); }
.time > li::after { content: ""; position: absolute; left: 7.2rem; top: 1.05rem; width: .75rem; height: .75rem;
  border-radius: 50%; background: var(--paper); border: 2px solid var(--mark); }
.time > li.zero::after { background: var(--mark); }
.day { text-align: right; font-variant-numeric: tabular-nums; padding-top: .15rem; }
.steps { margin: .4rem 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .35rem; }
.steps li { background: var(--panel); border: 1px solid var(--rule); border-radius: 1rem; padding: .05rem .7rem;
  font-size: .87rem; overflow-wrap: anywhere; }
.steps .create { background: var(--add-paper); color: var(--add); border-color: currentColor; }
.steps .change { background: var(--edit-paper); color: var(--edit); border-color: currentColor; }
.steps .off { text-decoration: line-through; color: var(--soft); }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: .8rem; }
@media (max-width: 40rem) {
  .time > li { grid-template-columns: 1fr; gap: 0; padding-left: 1.6rem; }
  .time > li::before { left: .35rem; } .time > li::after { left: 0; }
  .day { text-align: left; }
}
@media print {
  .object { break-inside: avoid; } main { max-width: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
