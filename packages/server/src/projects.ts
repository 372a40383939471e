import { browsers, computeUnits, isBrowser, languages, locations } from '@loadero-test/core'
import { parseWith } from '@loadero-test/core/internal/schemas'
import { z } from 'zod'

const time = z.string().exactOptional()
const amount = z.number().min(0).exactOptional()
const duration = z
  .string()
  .regex(/^\d+(h|m|s)$/, 'must be a duration such as 24h')
  .exactOptional()
const flag = z.boolean().exactOptional()
const count = z.int().positive().exactOptional()

/** What a project file and a seed can say of a project, under the names of the service. All of it has defaults. */
export const projectShape = {
  id: z.int().positive(),
  name: z.string().exactOptional(),
  language: z.enum(languages).exactOptional(),
  created: time,
  updated: time,
  member_count: count,
  account_role: z.string().exactOptional(),
  trial_expired: flag,
  aws_info_id: count,
  subscription_id: count,
  compute_unit_usage: z.strictObject({ included: amount, available: amount, used: amount }).exactOptional(),
  /** Without the address of the bill, which is personal data. */
  subscription: z
    .strictObject({
      id: count,
      subscription_id: count,
      created: time,
      updated: time,
      payment_plan: z.string().exactOptional(),
      activation_date: time,
      payment_status: z.string().exactOptional(),
      settings: z
        .strictObject({
          max_participant_cu: z.enum(computeUnits).exactOptional(),
          max_test_duration: duration,
          max_monthly_cu: amount,
          max_test_cu: amount,
          mos_enabled: flag,
        })
        .exactOptional(),
    })
    .exactOptional(),
  plan_limits: z
    .strictObject({
      plan_duration: duration,
      max_test_duration: duration,
      included_test_duration: duration,
      max_test_cu: amount,
      max_monthly_cu: amount,
      included_compute_units: amount,
      mos_enabled: flag,
      locations: z.array(z.enum(locations)).exactOptional(),
      compute_units: z.array(z.enum(computeUnits)).exactOptional(),
      browsers: z
        .array(z.string().refine(isBrowser, `must be ${browsers.join(', ')} or a version`))
        .exactOptional(),
      api_access: flag,
      aws_access: flag,
      session_recording_access: flag,
      assert_preconditions_access: flag,
    })
    .exactOptional(),
}

const projectSchema = z.strictObject(projectShape)

/** A project in the form that the API returns. */
export type ProjectSeed = z.infer<typeof projectSchema>

/** A project of the server. */
export interface ProjectOptions extends ProjectSeed {
  /** The accepted tokens. Any token by default. */
  readonly tokens?: readonly TokenOptions[]
}

export interface TokenOptions {
  readonly token: string
  /** The scopes of the token, e.g. `TEST_RUN_CREATE`. All of them by default. */
  readonly scopes?: readonly string[]
}

export interface Projects {
  get(id: number): KnownProject | undefined
  /** The permissions of a token. Undefined for a token that is not accepted. */
  findGrant(token: string): Grant | undefined
}

export type KnownProject = ProjectSeed & Required<Pick<ProjectSeed, 'name' | 'language'>>

export interface Grant {
  /** Whether the token belongs to the project. */
  readonly covers: (projectId: number) => boolean
  readonly allows: (scope: string) => boolean
}

/** All projects and their tokens. A token belongs to one project. */
export function createProjects(options: readonly ProjectOptions[]): Projects {
  const known = new Map(
    options.map(({ tokens: _tokens, ...project }): [number, KnownProject] => [
      project.id,
      { name: 'Local Loadero', language: 'javascript', ...project },
    ]),
  )
  const owners = options.flatMap(({ id, tokens = [] }) => tokens.map((token) => ({ id, ...token })))
  const open = new Set(options.filter(({ tokens }) => tokens === undefined).map(({ id }) => id))
  return {
    get: (id) => known.get(id),
    findGrant: (token) => {
      const owner = owners.find((candidate) => candidate.token === token)
      if (owner) {
        const { id, scopes } = owner
        return {
          covers: (projectId) => projectId === id,
          allows: (scope) => scopes === undefined || scopes.includes(scope),
        }
      }
      return open.size === 0 ? undefined : { covers: (projectId) => open.has(projectId), allows: () => true }
    },
  }
}

/**
 * The projects of a server: those of its options, each with what the seed says of it. Without options, those of the seed.
 */
export function mergeProjects(
  options: readonly ProjectOptions[] | undefined,
  seeded: readonly ProjectSeed[],
  only: ProjectOptions,
): readonly ProjectOptions[] {
  const known = options ?? (seeded.length > 0 ? seeded.map((project) => ({ ...only, ...project })) : [only])
  return known.map((project) => ({ ...seeded.find(({ id }) => id === project.id), ...project }))
}

const projectsSchema = z
  .array(
    projectSchema.extend({
      tokens: z
        .array(z.strictObject({ token: z.string().min(1), scopes: z.array(z.string()).exactOptional() }))
        .exactOptional(),
    }),
  )
  .min(1)

/** Parses projects, e.g. of a JSON file. Throws with one line for each problem, which never contains a token. */
export function parseProjects(value: unknown): readonly ProjectOptions[] {
  return parseWith(projectsSchema, value, 'projects')
}
