import type { TestResult } from '../../model/result.js'
import { gateChange } from '../reading/earlier-results.js'
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
 * Each check with value, limit, margin and the participants that hold it, and how it changed since earlier sessions.
 * @param testName unique in the page
 */
export function gateTable({ checks, participants }: TestResult, testName: string): Html | undefined {
  if (checks.length === 0) return undefined
  const shown = checks.slice(0, maxRows).map((check) => ({ check, change: gateChange(check) }))
  const hasChanges = shown.some(({ change }) => change !== undefined)
  const rows = shown.map(({ check, change }) => {
    const { subject, value, limit, margin } = readGate(check, participants)
    const { kind, outcome } = check
    const name = kind === 'script' ? 'Scripts' : kind === 'verify' ? 'Callback' : subject
    const { participants: counts, actual = 'no participant' } = check
    const holding =
      counts.total > 0
        ? markup`${counts.passed} of ${counts.total} ${shareBar(counts.passed, counts.total)}`
        : outcome === 'skipped'
          ? markup`<span class="soft">not reached</span>`
          : kind === 'verify' || !actual.startsWith('no participant')
            ? none
            : markup`<span class="soft">checked on no participant</span>`
    const changed = change
      ? markup`${change.text} <span class="soft">from ${change.before}</span> ${trendChart(check)}`
      : none
    return markup`<tr><td><span class="mark ${outcome}">${outcome}</span></td><th scope="row">${name}</th><td data-label="value">${value ?? none}</td><td data-label="limit">${limit ?? none}</td><td data-label="margin" class="${margin?.match(/above|below/) ? 'over' : ''}">${margin ?? none}</td>${hasChanges ? markup`<td data-label="change">${changed}</td>` : undefined}<td data-label="participants">${holding}</td></tr>\n`
  })
  const rest = checks.length - maxRows
  return markup`<h3>Gates</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Gates of ${testName}"><table class="cards"><thead><tr><th scope="col">Outcome</th><th scope="col">Check</th><th scope="col">Value</th><th scope="col">Limit</th><th scope="col">Margin</th>${hasChanges ? markup`<th scope="col">Change</th>` : undefined}<th scope="col">Participants that hold</th></tr></thead><tbody>
${rows}</tbody></table></div>
${rest > 0 ? markup`<p class="soft">and ${rest} more checks</p>\n` : undefined}`
}

const none = markup`<span class="soft">–</span>`

/** A bar whose filled part is the share that passed. */
export function shareBar(passed: number, total: number): Html {
  const width = total === 0 ? 0 : Math.min(100, round((100 * passed) / total))
  return markup`<svg class="share" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none"><rect class="rest" x="0" y="0" width="100" height="8"/><rect class="held" x="0" y="0" width="${width}" height="8"/></svg>`
}

/** The check that is closest to its limit, or farthest beyond it. */
export function closestGate({ checks, participants }: TestResult): GateReading | undefined {
  return checks
    .filter(({ outcome }) => outcome !== 'skipped')
    .map((check) => readGate(check, participants))
    .filter(({ relativeMargin }) => relativeMargin !== undefined)
    .toSorted((a, b) => (a.relativeMargin ?? 0) - (b.relativeMargin ?? 0))[0]
}
