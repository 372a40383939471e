import { UserError } from '../model/errors.js'
import { countWrites, type TestPlan } from './plan-test.js'

/** What becomes of a plan in a session that must not change anything at Loadero: the test as it stands there, or an error. */
export function planVerifyOnly(
  plan: TestPlan,
):
  | { readonly plan: TestPlan; readonly notices: readonly string[] }
  | { readonly error: UserError; readonly notices: readonly string[] } {
  const { test, mark, standing } = plan
  if (test.kind === 'create') {
    return refused(`'${mark.name}' is not at Loadero`)
  }
  if (standing === 'unfinished') {
    return refused(`the last push of '${mark.name}' was cut short`)
  }
  const kept = { kind: 'keep', id: test.id, body: test.body } as const
  return {
    plan: { ...plan, test: kept, groups: [], participants: [], asserts: [] },
    notices:
      countWrites(plan) === 0
        ? []
        : [
            `'${mark.name}' is run as it stands at Loadero, which is not what its spec says; see \`loadero-test plan\``,
          ],
  }
}

function refused(message: string) {
  return {
    error: new UserError('plan', message, 'Push it first, or run without --no-push.'),
    notices: [],
  }
}
