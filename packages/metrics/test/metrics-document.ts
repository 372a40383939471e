import type { MetricDefinition } from '../src/metric-definition.js'
import { definitions } from '../src/table.js'

function isOf(prefix: string) {
  return ({ pattern }: MetricDefinition) => pattern.startsWith(prefix)
}

/** One row for each metric; a sign of Markdown in a text does not end its cell. */
function tableOf(rows: readonly MetricDefinition[]): string {
  const cells = rows.map(({ pattern, source, unit, meaning, caveat }) =>
    [`\`${pattern}\``, source, unit, meaning, caveat]
      .map((text) => text.replaceAll('|', String.raw`\|`))
      .join(' | '),
  )
  return [
    '| base path | source | unit | meaning | caveat |',
    '| --- | --- | --- | --- | --- |',
    ...cells.map((row) => `| ${row} |`),
  ].join('\n')
}

/** The document of all metrics, from their table. */
export function metricsDocument(): string {
  return `<!-- Written by \`src/table.test.ts\` from the table of metrics: change the table, and run that test with \`-u\`. -->

# Metrics

A value that was not measured is absent, never 0. \`{m}\` is \`audio\` or \`video\`, \`{d}\` is \`in\` (received) or \`out\` (sent). A metric has one value a second; a path ends with one of the service's thirteen aggregates, such as \`avg\`, \`max\`, \`total\` or \`95th\`: \`quality/video/freezes/total\`.

Statistics are those of \`getStats()\` in the [\`webrtc\` log](webrtc-log.md), one reading a second. Counters give the increase since the previous second. A stream counts from its first packet. Several streams of one kind and direction are added up (counters, bitrates) or averaged (everything else).

## Peer connections

Loadero has these too. It does not document units or formulas; these are ours.

${tableOf(definitions.filter(isOf('webrtc/')))}

\`mos/audio/e-model\` is absent in local runs: the formula of the service is not documented.

## Quality

Loadero does not have these. They are measured from the \`webrtc\` log after a run, wherever it ran, so they belong to \`expects\`; an assert on them is refused, because Loadero checks asserts.

${tableOf(definitions.filter(isOf('quality/')))}

## Machine

One sample a second from the start of the script to its end, at least one. A browser that answers late makes a longer interval. The samples are the \`rru\` log. Loadero measures these in \`performance\` mode only.

${tableOf(definitions.filter(isOf('machine/')))}

\`machine/network/packets\`, \`errors\` and \`packetsLost\` are absent in local runs: they need a network interface for each participant.

## Pages

Only local runs have these, in every mode and on a grid, too: Loadero does not measure them. They belong to \`expects\`; an assert on them is refused, and a run at Loadero of a test with such an expectation is refused before its launch. They are measured from the start of the script to its end, and are the last line of the \`browser\` log.

\`page/requests/5xx\` counts all requests, \`page/requests/api.example.com/5xx\` those to one host. The host is that of the address, with a port that is not the default one (\`localhost:3000\`). A host that no request went to has no value, so a misspelled one is never passed. Of each participant, the first 30 hosts have counters of their own.

${tableOf(definitions.filter(isOf('page/')))}
`
}
