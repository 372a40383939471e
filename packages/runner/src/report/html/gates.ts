import type { Check, TestResult } from '../../model/result.js'
import { type GateReading, readGate } from '../reading/gate-reading.js'
import { round } from './charts/axis.js'
import { trendChart } from './charts/trend.js'
import { type Html, markup } from './text.js'

/** The metrics that checks of the test set a limit for. */
export function gatedPaths({ checks }: Pick<TestResult, 'checks'>): readonly string[] {
  return [...new Set(checks.flatMap(({ gate }) => gate?.path ?? []))]
}

/** How many tables and lists show. Browsers are slow with larger pages. */
export const maxRows = 200

/**
 * Each check with value, limit, margin and the participants that hold it.
 * @param testName unique in the page
 */
export function gateTable({ checks, participants }: TestResult, testName: string): Html | undefined {
  if (checks.length === 0) return undefined
  const rows = checks.slice(0, maxRows).map((check) => {
    const { subject, value, limit, margin } = readGate(check, participants)
    const { kind, outcome } = check
    const name = kind === 'script' ? 'Scripts' : kind === 'verify' ? 'Callback' : subject
    return markup`<tr><td><span class="mark ${outcome}">${outcome}</span></td><th scope="row">${name} ${trendChart(check)}</th><td data-label="value">${value ?? none}</td><td data-label="limit">${limit ?? none}</td><td data-label="margin" class="${margin?.match(/above|below/) ? 'over' : ''}">${margin ?? none}</td><td data-label="participants">${holding(check)}</td></tr>\n`
  })
  const rest = checks.length - maxRows
  return markup`<h3>Gates</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Gates of ${testName}"><table class="cards"><thead><tr><th scope="col">Outcome</th><th scope="col">Check</th><th scope="col">Value</th><th scope="col">Limit</th><th scope="col">Margin</th><th scope="col">Participants that hold</th></tr></thead><tbody>
${rows}</tbody></table></div>
${rest > 0 ? markup`<p class="soft">and ${rest} more checks</p>\n` : undefined}`
}

const none = markup`<span class="soft">–</span>`

function holding({ participants: { total, passed }, outcome }: Check): Html {
  if (total === 0)
    return outcome === 'skipped' ? markup`<span class="soft">checked of no participant</span>` : none
  return markup`${passed} of ${total} ${shareBar(passed, total)}`
}

/** A bar whose filled part is the share that passed. */
export function shareBar(passed: number, total: number): Html {
  const width = total === 0 ? 0 : Math.min(100, round((100 * passed) / total))
  return markup`<svg class="share" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none"><rect class="rest" x="0" y="0" width="100" height="8"/><rect class="held" x="0" y="0" width="${width}" height="8"/></svg>`
}

/** The check that is closest to its limit, or farthest beyond it. */
export function closestGate({
  checks,
  participants,
}: TestResult): { readonly check: Check; readonly reading: GateReading } | undefined {
  return checks
    .filter(({ outcome }) => outcome !== 'skipped')
    .map((check) => ({ check, reading: readGate(check, participants) }))
    .filter(({ reading: { relativeMargin } }) => relativeMargin !== undefined)
    .toSorted((a, b) => (a.reading.relativeMargin ?? 0) - (b.reading.relativeMargin ?? 0))[0]
}
