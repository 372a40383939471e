/** The style sheet of the page. The page's content security policy allows it by its hash. */
export const style = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1c2128; --soft: #656d76; --line: #d5dae0; --card: #f6f8fa;
  --passed: #1a7f37; --failed: #cf222e; --errored: #8250df; --interrupted: #9a6700; --skipped: #6e7781; --bar: #54aeff; --link: #0969da; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --soft: #8b949e; --line: #30363d;
  --card: #161b22; --passed: #3fb950; --failed: #f85149; --errored: #a371f7; --interrupted: #d29922; --skipped: #8b949e; --bar: #388bfd; --link: #58a6ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--bg); color: var(--fg);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0.5rem 0; } h2 { font-size: 1.1rem; margin: 0; display: inline; } h3 { font-size: 0.95rem; margin: 1rem 0 0.3rem; }
.soft { color: var(--soft); } .environment { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.5rem 0 1rem; padding: 0; list-style: none; color: var(--soft); }
.simulated { border: 1px solid var(--interrupted); color: var(--interrupted); border-radius: 6px; padding: 0.3rem 0.7rem; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 0.6rem 0; background: var(--card); }
summary { cursor: pointer; padding: 0.6rem 0.9rem; } .inside { padding: 0 0.9rem 0.9rem; }
.mark { font-weight: 600; text-transform: uppercase; font-size: 0.75rem; letter-spacing: 0.04em; margin-right: 0.4rem; }
.mark.passed { color: var(--passed); } .mark.failed, .mark.timeout { color: var(--failed); } .mark.errored, .mark.unknown { color: var(--errored); }
.mark.interrupted { color: var(--interrupted); } .mark.skipped { color: var(--skipped); }
.flaky { color: var(--interrupted); } ul.reasons { margin: 0.3rem 0; padding-left: 1.2rem; } pre.mark { text-transform: none; letter-spacing: 0; font-weight: 400; } pre { margin: 0; white-space: pre-wrap; font: 13px/1.45 ui-monospace, monospace; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 0.9rem; min-width: 60%; }
th, td { text-align: left; padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; } th { color: var(--soft); font-weight: 500; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
a { color: var(--link); } .chart { width: 100%; max-width: 640px; height: auto; display: block; font: 11px system-ui, sans-serif; }
.bar { fill: var(--bar); } .axis, .grid { stroke: var(--line); } .tick { fill: var(--soft); text-anchor: middle; } .label { fill: var(--fg); } .end { text-anchor: end; }
.gate { stroke-width: 1.5; stroke-dasharray: 4 3; } .gate.met { stroke: var(--passed); } .gate.exceeded { stroke: var(--failed); }
.limit.met { fill: var(--passed); } .limit.exceeded { fill: var(--failed); }
rect.passed { fill: var(--passed); } rect.failed, rect.timeout { fill: var(--failed); } rect.unknown { fill: var(--errored); }
@media (max-width: 480px) { body { padding: 0.6rem; font-size: 14px; } .chart { font-size: 15px; } .inside { padding: 0 0.6rem 0.6rem; } }
`
