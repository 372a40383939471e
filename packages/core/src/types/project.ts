import { z } from 'zod'
import type { Language } from '../constants/classificators.js'
import type { Browser, ComputeUnit, LocationName } from '../constants/enums.js'
import { listSchema, openEnum, rowSchema, timeSchema } from './wire.js'

/** The limits of the account's plan. Durations are texts such as `24h`. */
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
  locations: listSchema(openEnum<LocationName>()),
  compute_units: listSchema(openEnum<ComputeUnit>()),
  browsers: listSchema(openEnum<Browser>()),
  api_access: z.boolean().optional(),
  aws_access: z.boolean().optional(),
  session_recording_access: z.boolean().optional(),
  assert_preconditions_access: z.boolean().optional(),
})

export type PlanLimits = z.infer<typeof planLimitsSchema>

const subscriptionSchema = z.looseObject({
  id: z.int().optional(),
  /** The name of the id in newer responses. */
  subscription_id: z.int().optional(),
  created: timeSchema,
  updated: timeSchema,
  payment_plan: z.string().optional(),
  activation_date: timeSchema,
  payment_status: z.string().optional(),
  /** Personal data: removed, so that no output can contain it. */
  billing_email: z
    .unknown()
    .optional()
    .transform(() => undefined),
  settings: z
    .looseObject({
      /** The name of a compute unit, for example `g6`. */
      max_participant_cu: openEnum<ComputeUnit>().optional(),
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
  language: openEnum<Language>().optional(),
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
      /** The name of `included` in responses of 2021. */
      available: z.number().optional(),
      used: z.number().optional(),
    })
    .nullish(),
  plan_limits: planLimitsSchema.nullish(),
})

/** A project with the limits of its plan, which no other resource contains. */
export type Project = z.infer<typeof projectSchema>
