import type { Notice } from '../../model/session.js'
import { allParticipants, type SpecTest } from '../../model/spec.js'

/** The modes that lose so many packets that pages load visibly slower; at 100 %, a local run has no network at all. */
const lossyNetwork = /^(?:5|10|20|50)packet$/

/** Warns before a local run about networks whose packet loss the browsers apply to WebRTC alone. */
export function networkNotices(tests: readonly SpecTest[]): readonly Notice[] {
  return tests.flatMap((test): Notice[] => {
    const updates = test.spec.script.matchAll(/\bupdateNetwork\(\s*(["'`])(\w+)\1/g)
    const names = [
      ...allParticipants(test.spec).map(({ network }) => network),
      ...Array.from(updates, ([, , name = '']) => name),
    ]
    const lossy = [...new Set(names)].filter((name) => lossyNetwork.test(name))
    if (lossy.length === 0) return []
    const message = `The packet loss of network ${lossy.join(', ')} affects only WebRTC in a local run; HTTP is not touched. Run the test at Loadero to see how pages load.`
    return [{ severity: 'warning', test, message }]
  })
}
