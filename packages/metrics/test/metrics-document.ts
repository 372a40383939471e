import type { MetricDefinition } from '../src/metric-definition.js'
import { definitions } from '../src/table.js'

function isOf(prefix: string) {
  return ({ pattern }: MetricDefinition) => pattern.startsWith(prefix)
}

/** Aggregate and comparison of an example gate, by unit. */
const examplesByUnit: Readonly<Record<string, readonly [aggregate: string, comparison: string]>> = {
  ms: ['avg', 'atMost(300)'],
  '%': ['avg', 'atMost(5)'],
  count: ['total', 'atMost(10)'],
  bytes: ['total', 'atMost(50_000_000)'],
  'kbit/s': ['avg', 'atLeast(30)'],
  px: ['avg', 'atLeast(360)'],
  MB: ['max', 'atMost(1_000)'],
  'frames/s': ['avg', 'atLeast(20)'],
}

/** Where the example by unit is not a sensible gate. */
const examples: Readonly<Record<string, readonly [aggregate: string, comparison: string]>> = {
  'webrtc/{m}/packets/{d}': ['total', 'atLeast(100)'],
  'webrtc/{m}/packetsLost/{d}/percent': ['', 'atMost(2)'],
  'webrtc/{m}/jitter/{d}': ['avg', 'atMost(30)'],
  'webrtc/{m}/rtt': ['95th', 'atMost(200)'],
  'webrtc/audio/level/{d}': ['max', 'atLeast(0.01)'],
  'webrtc/{m}/codec/{d}': ['', "matches('^opus')"],
  'webrtc/{m}/connections/{d}': ['', 'atLeast(1)'],
  'quality/video/frozenTime': ['total', 'atMost(2_000)'],
  'quality/video/longestFreeze': ['max', 'atMost(1_000)'],
  'quality/video/decodeTime': ['95th', 'atMost(20)'],
  'quality/video/encodeTime': ['95th', 'atMost(20)'],
  'quality/video/qp/{d}': ['avg', 'atMost(60)'],
  'quality/video/timeToFirstFrame': ['max', 'atMost(2_000)'],
  'quality/audio/timeToFirstSound': ['max', 'atMost(2_000)'],
  'quality/audio/eModelMos': ['avg', 'atLeast(3.5)'],
  'quality/audio/silence': ['avg', 'atMost(50)'],
  'quality/connection/relay': ['avg', 'atMost(0)'],
  'quality/connection/availableOutgoingBitrate': ['avg', 'atLeast(1_000)'],
  'quality/connection/iceRestarts': ['total', 'atMost(0)'],
  'quality/connection/timeToConnected': ['max', 'atMost(3_000)'],
  'quality/connection/iceTime': ['max', 'atMost(1_000)'],
  'quality/connection/disconnections': ['total', 'atMost(0)'],
  'quality/connection/disconnectedTime': ['total', 'atMost(0)'],
  'quality/data/messages/in': ['total', 'atLeast(1)'],
  'quality/data/messages/out': ['total', 'atLeast(1)'],
  'quality/media/getUserMediaTime': ['max', 'atMost(1_000)'],
  'quality/media/getUserMediaFailures': ['total', 'atMost(0)'],
  'page/errors': ['total', 'atMost(0)'],
  'page/requests/all': ['total', 'atMost(200)'],
  'page/requests/failed': ['total', 'atMost(0)'],
  'page/requests/2xx': ['total', 'atLeast(1)'],
  'page/requests/5xx': ['total', 'atMost(0)'],
  'page/vitals/lcp': ['max', 'atMost(2_500)'],
  'page/vitals/cls': ['max', 'atMost(0.1)'],
  'page/vitals/inp': ['max', 'atMost(200)'],
  'page/vitals/fcp': ['max', 'atMost(1_800)'],
  'page/vitals/ttfb': ['max', 'atMost(800)'],
  'machine/cpu/used': ['avg', 'atMost(80)'],
  'machine/cpu/percent': ['avg', 'atMost(90)'],
  'machine/cpu/available': ['total', 'atLeast(50)'],
  'machine/ram/percent': ['max', 'atMost(90)'],
  'machine/ram/available': ['total', 'atLeast(1_024)'],
}

function exampleOf({ pattern, unit }: MetricDefinition): string {
  const [aggregate, comparison] = examples[pattern] ?? examplesByUnit[unit] ?? []
  if (comparison === undefined) return ''
  const base = pattern.replace('{m}', 'audio').replace('{d}', 'in')
  return `\`metric('${base}${aggregate === '' ? '' : `/${aggregate}`}').${comparison}\``
}

/** One row for each metric; a sign of Markdown in a text does not end its cell. */
function tableOf(rows: readonly MetricDefinition[]): string {
  const cells = rows.map((row) =>
    [`\`${row.pattern}\``, row.unit, row.meaning, exampleOf(row), row.source, row.caveat]
      .map((text) => text.replaceAll('|', String.raw`\|`))
      .join(' | '),
  )
  return [
    '| base path | unit | meaning | example gate | source | caveat |',
    '| --- | --- | --- | --- | --- | --- |',
    ...cells.map((row) => `| ${row} |`),
  ].join('\n')
}

/** The document of all metrics, from their table. */
export function metricsDocument(): string {
  return `<!-- Written by \`src/table.test.ts\` from the table of metrics: change the table, and run that test with \`-u\`. -->

# Metrics

A value that was not measured is absent, never 0. \`{m}\` is \`audio\` or \`video\`, \`{d}\` is \`in\` (received) or \`out\` (sent). A metric has one value a second; a path ends with one of the service's thirteen aggregates, such as \`avg\`, \`max\`, \`total\` or \`95th\`: \`quality/video/freezes/total\`.

An example gate belongs to \`asserts\` of a test when Loadero has the metric, and to \`expects\` otherwise. With an aggregation such as \`.percentile(95)\` before the comparison, it is an expectation across participants. Limits depend on your app: these are only a start.

| path | on this machine | on a grid | at Loadero |
| --- | --- | --- | --- |
| \`webrtc/…\` | yes | yes | in each mode |
| \`quality/…\` | yes | yes | in each mode, from the \`webrtc\` log of the participant |
| \`machine/cpu/used\`, \`machine/network/bytes/…\`, \`machine/network/bitrate/…\` | yes | yes | in mode \`performance\` |
| \`machine/cpu/percent\`, \`machine/cpu/available\`, \`machine/ram/…\` | yes | no | in mode \`performance\` |
| \`machine/network/packets/…\`, \`errors/…\`, \`packetsLost/…\` | no | no | in mode \`performance\` |
| \`page/…\` | yes | yes | no |
| \`actions/timeExecution/<name>\` | yes | yes | in mode \`performance\`; its documents leave the others open |
| \`measure/<name>\` | yes | yes | in each mode, from the log of the script |
| \`mos/audio/e-model/avg\` | no | no | when the test has \`mosTest: true\` |

Statistics are those of \`getStats()\` in the [\`webrtc\` log](webrtc-log.md), one reading a second. Counters give the increase since the previous second. A stream counts from its first packet. Several streams of one kind and direction are added up (counters, bitrates) or averaged (everything else).

## The script

| path | unit | meaning | example gate |
| --- | --- | --- | --- |
| \`actions/timeExecution/<name>\` | ms | Duration of the part that \`client.timeExecution('<name>', …)\` contains. | \`metric('actions/timeExecution/open').atMost(2_000)\` |
| \`measure/<name>\` | ms | Mean of the values of \`measure('<name>', …)\`. | \`metric('measure/login').atMost(3_000)\` |
| \`measure/<name>/<aggregate>\` | ms | Another aggregate of these values. | \`metric('measure/login/max').share(0.95).atMost(3_000)\` |

## Peer connections

Loadero has these too. It does not document units or formulas; these are ours.

${tableOf(definitions.filter(isOf('webrtc/')))}

Loadero also has \`mos/audio/e-model\`, the mean opinion score of received sound from 1 to 5: \`metric('mos/audio/e-model/avg').atLeast(3.5)\`. It is absent in local runs: the formula of the service is not documented.

## Quality

Loadero does not have these. They are measured from the \`webrtc\` log after a run, wherever it ran, so they belong to \`expects\`; an assert on them is refused, because Loadero checks asserts.

${tableOf(definitions.filter(isOf('quality/')))}

## Machine

One sample a second from the start of the script to its end, at least one. A browser that answers late makes a longer interval. The samples are the \`rru\` log. Loadero measures these in \`performance\` mode only.

${tableOf(definitions.filter(isOf('machine/')))}

Loadero also has these, which need a network interface for each participant:

| base path | unit | meaning | example gate |
| --- | --- | --- | --- |
| \`machine/network/packets/{d}\` | count | Packets of the machine. | \`metric('machine/network/packets/in/total').atLeast(1_000)\` |
| \`machine/network/errors/{d}\` | count | Errors of the network interface. | \`metric('machine/network/errors/in/total').atMost(0)\` |
| \`machine/network/packetsLost/{d}/percent\` | % | Lost packets. | \`metric('machine/network/packetsLost/in/percent').atMost(2)\` |

## Pages

Only local runs have these, in every mode and on a grid, too: Loadero does not measure them. They belong to \`expects\`; an assert on them is refused, and a run at Loadero of a test with such an expectation is refused before its launch. They are measured from the start of the script to its end, and are the last line of the \`browser\` log.

\`page/requests/5xx\` counts all requests, \`page/requests/api.example.com/5xx\` those to one host. The host is that of the address, with a port that is not the default one (\`localhost:3000\`). A host that no request went to has no value, so a misspelled one is never passed. Of each participant, the first 30 hosts have counters of their own.

In place of a class, a path may have a single status from 200 to 599: \`page/requests/404\`, \`page/requests/api.example.com/503\`. A status that no response had counts 0.

${tableOf(definitions.filter(isOf('page/')))}
`
}
