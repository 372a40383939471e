import { browsers, type ComputeUnit, computeUnits, locations } from '@loadero-test/core'
import type { Context } from '../context.js'
import { notFoundError } from '../http/http-error.js'
import { jsonResponse } from '../http/respond.js'
import type { KnownProject } from '../projects.js'
import { timestamp } from '../store/timestamp.js'
import { type Api, checkPermission } from './access.js'

/** The project of a token. Without other limits, its plan allows everything that this server can do. */
export function addProjectRoutes(routes: Api, { projects, clock, store }: Context) {
  const started = timestamp(clock.now())
  routes.get('/projects/:project_id/', (c) => {
    checkPermission(c, 'PROJECT_READ')
    const found = projects.get(Number(c.req.param('project_id')))
    if (found === undefined) throw notFoundError('Project')
    // The compute units of the runs that the project launched in this month.
    const month = timestamp(clock.now()).slice(0, 'yyyy-mm'.length)
    const used = store
      .find('runs', { project_id: found.id })
      .filter(({ created }) => created.startsWith(month))
      .reduce((sum, { total_cu_count }) => sum + total_cu_count, 0)
    return jsonResponse(projectView(found, started, used))
  })
}

const maxComputeUnits = 1_000_000
const maxDuration = '24h'
const largest: ComputeUnit = 'g12'

function projectView(project: KnownProject, started: string, usedByRuns: number): object {
  const { id, name, language, subscription = {}, plan_limits = {}, compute_unit_usage = {} } = project
  const { created = started, updated = created, subscription_id = 1, ...rest } = project
  const {
    max_test_cu = maxComputeUnits,
    max_monthly_cu = maxComputeUnits,
    max_test_duration = maxDuration,
    mos_enabled = true,
    included_compute_units = max_monthly_cu,
  } = plan_limits
  const shared = { max_test_duration, max_monthly_cu, max_test_cu, mos_enabled }
  const times = { created, updated }
  return {
    member_count: 1,
    // The service returns an empty role to a token.
    account_role: '',
    trial_expired: false,
    ...rest,
    id,
    name,
    language,
    ...times,
    subscription_id,
    subscription: {
      id: subscription_id,
      subscription_id,
      ...times,
      payment_plan: 'enterprise',
      activation_date: created,
      payment_status: 'success',
      ...subscription,
      settings: { max_participant_cu: largest, ...shared, ...subscription.settings },
    },
    compute_unit_usage: {
      included: included_compute_units,
      ...compute_unit_usage,
      used: (compute_unit_usage.used ?? 0) + usedByRuns,
    },
    plan_limits: {
      plan_duration: '8760h',
      included_test_duration: max_test_duration,
      ...shared,
      included_compute_units,
      locations,
      compute_units: computeUnits,
      browsers,
      api_access: true,
      aws_access: false,
      session_recording_access: true,
      assert_preconditions_access: true,
      ...plan_limits,
    },
  }
}
