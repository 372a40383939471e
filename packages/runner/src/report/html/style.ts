/** The style sheet of all pages. The content security policy allows it by its hash. */
export const style = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1c2128; --soft: #57606a; --line: #d5dae0; --grid: #e9ecef; --card: #f6f8fa;
  --passed: #18702f; --failed: #c0202a; --errored: #7a43c9; --interrupted: #855600; --skipped: #5d6670; --bar: #7aa7d9; --data: #2f6fb5; --link: #0757b8; --overload: #f0b429; --freeze: #c0202a; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --soft: #9aa4af; --line: #30363d; --grid: #21262d;
  --card: #151b23; --passed: #4cc261; --failed: #ff6f66; --errored: #b48aff; --interrupted: #dca63a; --skipped: #9aa4af; --bar: #3d6ea8; --data: #6cb0ff; --link: #6cb6ff; --overload: #a87400; --freeze: #ff6f66; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 0.5rem; }
body { margin: 0 auto; max-width: 76rem; padding: 1.25rem 1.5rem 3rem; background: var(--bg); color: var(--fg);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.1rem 0 0.6rem; letter-spacing: -0.01em; } h2 { font-size: 1.15rem; margin: 2rem 0 0.6rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.5rem; } h4 { font-size: 0.9rem; margin: 0.8rem 0 0.3rem; font-weight: 600; }
p { margin: 0.4rem 0; } .soft { color: var(--soft); } .note { font-size: 0.85rem; } a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: 0.85em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; } pre { margin: 0; white-space: pre-wrap; }
.head { border-left: 6px solid var(--skipped); padding: 0.2rem 0 0.2rem 1rem; } .head.passed { border-color: var(--passed); } .head.failed { border-color: var(--failed); } .head.errored { border-color: var(--errored); }
.verdict { margin: 0; } .verdict .mark { font-size: 0.95rem; }
.counts, .environment, .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.3rem 0; padding: 0; list-style: none; }
.environment { color: var(--soft); font-size: 0.85rem; margin-top: 2rem; border-top: 1px solid var(--line); padding-top: 0.8rem; }
.simulated { display: inline-block; border: 1px solid var(--interrupted); color: var(--interrupted); border-radius: 6px; padding: 0.1rem 0.6rem; font-size: 0.9rem; }
.problem { border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 0.9rem; background: var(--card); }
.mark { font-weight: 650; text-transform: uppercase; font-size: 0.75rem; letter-spacing: 0.04em; white-space: nowrap; color: var(--soft); }
.mark.passed { color: var(--passed); } .mark.failed, .mark.timeout { color: var(--failed); } .mark.errored, .mark.unknown { color: var(--errored); }
.mark.interrupted, .mark.warned, .mark.flaky, .warning { color: var(--interrupted); } .mark.skipped { color: var(--skipped); }
pre.mark { text-transform: none; letter-spacing: 0; font-weight: 400; white-space: pre-wrap; font-size: 0.85rem; }
.conclusion { border: 1px solid var(--line); border-left: 4px solid var(--errored); border-radius: 8px; padding: 0.7rem 1rem; margin: 0.7rem 0; background: var(--card); }
.conclusion.failed { border-left-color: var(--failed); } .conclusion h3 { margin: 0 0 0.3rem; font-size: 0.95rem; } .what { font-size: 1.15rem; line-height: 1.4; font-weight: 600; margin: 0.4rem 0; }
dl { margin: 0.2rem 0 0.6rem; } dl div { display: flex; gap: 0.6rem; } dt { color: var(--soft); flex: 0 0 3.2rem; } dd { margin: 0; } dd ul { margin: 0; padding-left: 1.1rem; }
.test { border: 1px solid var(--line); border-radius: 8px; margin: 0.6rem 0; background: var(--bg); }
summary { cursor: pointer; padding: 0.7rem 1rem; background: var(--card); border-radius: 8px; } .title { display: inline; margin: 0; font-size: 1rem; } .inside { padding: 0.4rem 1rem 1rem; }
.reasons { margin: 0.5rem 0; padding-left: 1.3rem; font-size: 0.9rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 0.88rem; width: 100%; }
th, td { text-align: left; padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; } tbody th { font-weight: 600; min-width: 9rem; }
thead th { color: var(--soft); font-weight: 500; font-size: 0.8rem; vertical-align: bottom; } td { font-variant-numeric: tabular-nums; min-width: 3rem; } .number { white-space: nowrap; } .over { color: var(--failed); font-weight: 600; }
th button { all: unset; cursor: pointer; min-height: 24px; } th button:focus-visible { outline: 2px solid var(--link); } th button::after { content: " ↕"; color: var(--soft); } th[aria-sort=ascending] button::after { content: " ↑"; } th[aria-sort=descending] button::after { content: " ↓"; }
td a { display: inline-block; min-height: 24px; min-width: 24px; padding-right: 0.4rem; }
.filter { display: block; color: var(--soft); font-size: 0.85rem; margin: 0.3rem 0; } .filter input { font: inherit; color: var(--fg); background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.5rem; width: 16rem; max-width: 70vw; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0.6rem 2rem; } figure { margin: 0.4rem 0; min-width: 0; } figcaption h4 { display: inline; margin: 0; }
.legend { font-size: 0.8rem; color: var(--soft); gap: 0.1rem 1rem; } .legend li { display: flex; align-items: center; gap: 0.35rem; }
.sample { display: inline-block; width: 1rem; height: 0; border-top: 2px solid var(--data); flex: none; } .sample.limit, .sample.exceeded { border-top: 2px dashed var(--failed); } .sample.met { border-top-color: var(--passed); } .sample.breach { border-color: var(--failed); }
.sample.measured { border-color: var(--fg); } .sample.load, .sample.band { height: 0.7rem; border: 0; background: var(--bar); opacity: 0.6; } .sample.overload { height: 0.7rem; border: 0; background: var(--overload); opacity: 0.5; } .sample.freeze { border-top: 4px solid var(--freeze); }
.sample.failure { width: 7px; height: 7px; border: 0; border-radius: 50%; background: var(--failed); } .sample.change { border-top: 2px dotted var(--errored); } .sample.moment { border-top: 2px dotted var(--soft); } .sample.command { height: 0.6rem; border: 0; background: var(--bar); }
.chart { width: 100%; display: block; overflow: visible; font: 11px system-ui, sans-serif; } .plot { overflow: hidden; }
.grid { stroke: var(--grid); } .tick, .letter { fill: var(--soft); text-anchor: middle; } .start { text-anchor: start; } .end { text-anchor: end; } .letter { font-weight: 600; }
.plot path, .plot rect, .strip *, .presence * { vector-effect: non-scaling-stroke; } .line { fill: none; stroke: var(--data); stroke-width: 1.25; stroke-linejoin: round; stroke-linecap: round; } .line.holds { opacity: 0.55; } .line.breach { stroke: var(--failed); } .line:hover { stroke-width: 3; opacity: 1; } .line.median { stroke-width: 2; }
.band { fill: var(--data); stroke: none; } .band.breach { fill: var(--failed); } .band.outer { opacity: 0.15; } .band.inner { opacity: 0.25; } .limit { stroke: var(--failed); stroke-width: 1.5; stroke-dasharray: 5 4; } .limit.met { stroke: var(--passed); } .measured { stroke: var(--fg); stroke-width: 2; }
path.load { fill: var(--bar); fill-opacity: 0.35; stroke: var(--data); stroke-width: 1.25; } .failure { stroke: var(--failed); stroke-width: 7; stroke-linecap: round; fill: none; } .change { stroke: var(--errored); stroke-dasharray: 2 3; } .moment { stroke: var(--soft); stroke-dasharray: 2 3; }
rect.overload { fill: var(--overload); fill-opacity: 0.4; } rect.freeze { fill: var(--freeze); } .bar { fill: var(--bar); } .bar.beyond { fill: var(--failed); }
.share { display: block; width: 6rem; height: 6px; margin-top: 3px; border-radius: 3px; } .share .rest { fill: var(--failed); } .share .held { fill: var(--passed); }
.trend { display: block; margin-top: 2px; } .strip svg { width: 100%; min-width: 7rem; max-width: 16rem; height: 16px; display: block; } .range { stroke: var(--bar); stroke-width: 1.5; } .half { fill: var(--bar); opacity: 0.6; } .strip .median { stroke: var(--fg); stroke-width: 2; }
.presence { width: 9rem; height: 12px; display: block; } .presence .failure { stroke-width: 3; } .presence rect, .steps rect { fill: var(--bar); } .presence rect.failed, .presence rect.timeout { fill: var(--failed); opacity: 0.55; } .presence rect.passed { fill: var(--passed); opacity: 0.7; } .presence rect.unknown { fill: var(--errored); }
.shots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; } .shots img, video { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; display: block; }
tr.failing td, tr.failing th { color: var(--failed); } .log { max-height: 28rem; overflow: auto; border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem; background: var(--card); } .source b { color: var(--failed); font-weight: 650; }
@media (max-width: 640px) { body { padding: 0.8rem; } h1 { font-size: 1.4rem; } .what { font-size: 1rem; } .inside { padding: 0.2rem 0.7rem 0.7rem; } dl div { flex-direction: column; gap: 0; } dt { font-size: 0.8rem; flex: none; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } .cards, .cards tbody, .cards tr, .cards td, .cards th { display: block; width: auto; } .cards tr { border-bottom: 1px solid var(--line); padding: 0.5rem 0; } .cards tr[hidden] { display: none; }
  .cards td, .cards tbody th { border: 0; padding: 0.1rem 0; } .cards td[data-label]:not(:empty)::before { content: attr(data-label) " "; color: var(--soft); } .presence, .strip svg { width: 100%; max-width: none; } }
@media print { body { max-width: none; padding: 0; font-size: 11px; } .test, .conclusion, figure, tr { break-inside: avoid; } .test { break-inside: auto; border: 0; } .scroll { overflow: visible; } .filter { display: none; } th button::after { content: ""; } summary { list-style: none; } }
`
