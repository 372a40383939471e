import { z } from 'zod'
import type { Language } from '../constants/classificators.js'
import type { Browser, ComputeUnit, Location } from '../constants/enums.js'
import { listSchema, open, rowSchema, time } from './wire.js'

/** What this account may do. Durations are texts such as `24h`. */
const planLimitsSchema = z.looseObject({
  plan_duration: z.string().optional(),
  max_test_duration: z.string().optional(),
  included_test_duration: z.string().optional(),
  /** Compute units. */
  max_test_cu: z.number().optional(),
  /** Compute units. */
  max_monthly_cu: z.number().optional(),
  included_compute_units: z.number().optional(),
  mos_enabled: z.boolean().optional(),
  locations: listSchema(open<Location>()),
  compute_units: listSchema(open<ComputeUnit>()),
  browsers: listSchema(open<Browser>()),
  api_access: z.boolean().optional(),
  aws_access: z.boolean().optional(),
  session_recording_access: z.boolean().optional(),
  assert_preconditions_access: z.boolean().optional(),
})

export type PlanLimits = z.infer<typeof planLimitsSchema>

const subscriptionSchema = z.looseObject({
  id: z.int().optional(),
  /** Newer answers call the id so. */
  subscription_id: z.int().optional(),
  created: time,
  updated: time,
  payment_plan: z.string().optional(),
  activation_date: time,
  payment_status: z.string().optional(),
  /** Somebody's personal data: not kept, so that nothing can print it. */
  billing_email: z
    .unknown()
    .optional()
    .transform(() => undefined),
  settings: z
    .looseObject({
      /** A compute unit such as `g6`; tolerated as a number too. */
      max_participant_cu: z.union([open<ComputeUnit>(), z.number()]).optional(),
      max_test_duration: z.string().optional(),
      max_monthly_cu: z.number().optional(),
      max_test_cu: z.number().optional(),
      mos_enabled: z.boolean().optional(),
    })
    .nullish(),
})

export const projectSchema = z.looseObject({
  ...rowSchema,
  name: z.string().optional(),
  /** The one script language of all tests in the project. */
  language: open<Language>().optional(),
  member_count: z.int().optional(),
  /** Empty for a token. */
  account_role: z.string().optional(),
  trial_expired: z.boolean().optional(),
  aws_info_id: z.int().optional(),
  subscription_id: z.int().optional(),
  subscription: subscriptionSchema.nullish(),
  compute_unit_usage: z
    .looseObject({
      included: z.number().optional(),
      /** What 2021 called `included`. */
      available: z.number().optional(),
      used: z.number().optional(),
    })
    .nullish(),
  plan_limits: planLimitsSchema.nullish(),
})

/** The container of tests, with what its plan allows: the only place to learn that before a launch. */
export type Project = z.infer<typeof projectSchema>
