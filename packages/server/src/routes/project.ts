import { browsers, computeUnits, locations } from '@loadero-test/core'
import type { Context } from '../context.js'
import { notFoundError } from '../http/http-error.js'
import { jsonResponse } from '../http/respond.js'
import { timestamp } from '../store/timestamp.js'
import { type Api, checkPermission } from './access.js'

/** The project of a token, with a plan that allows everything that this server can do. */
export function addProjectRoutes(routes: Api, { projects, clock }: Context) {
  const created = timestamp(clock.now())
  routes.get('/projects/:project_id/', (c) => {
    checkPermission(c, 'PROJECT_READ')
    const found = projects.get(Number(c.req.param('project_id')))
    if (found === undefined) throw notFoundError('Project')
    return jsonResponse({
      ...found,
      created,
      updated: created,
      ...membership,
      subscription: {
        id: 1,
        subscription_id: 1,
        created,
        updated: created,
        payment_plan: 'enterprise',
        activation_date: created,
        payment_status: 'success',
        settings: { ...limits, max_test_duration: '24h', mos_enabled: true },
      },
    })
  })
}

const limits = { max_participant_cu: 12, max_monthly_cu: 1_000_000, max_test_cu: 1_000_000 }

const membership = {
  member_count: 1,
  // The service returns an empty role to a token.
  account_role: '',
  trial_expired: false,
  subscription_id: 1,
  compute_unit_usage: { included: limits.max_monthly_cu, used: 0 },
  plan_limits: {
    plan_duration: '8760h',
    max_test_duration: '24h',
    included_test_duration: '24h',
    max_test_cu: limits.max_test_cu,
    max_monthly_cu: limits.max_monthly_cu,
    included_compute_units: limits.max_monthly_cu,
    mos_enabled: true,
    locations,
    compute_units: computeUnits,
    browsers,
    api_access: true,
    aws_access: false,
    session_recording_access: true,
    assert_preconditions_access: true,
  },
}
