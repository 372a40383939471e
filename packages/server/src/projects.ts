import { type Language, languages } from '@loadero-test/core'
import { parseWith } from '@loadero-test/core/internal'
import { z } from 'zod'

/** A project of the server. */
export interface ProjectOptions {
  readonly id: number
  readonly name?: string
  readonly language?: Language
  /** The accepted tokens. Any token by default. */
  readonly tokens?: readonly TokenOptions[]
}

export interface TokenOptions {
  readonly token: string
  /** The scopes of the token, e.g. `TEST_RUN_CREATE`. All of them by default. */
  readonly scopes?: readonly string[]
}

export interface Projects {
  get(id: number): Required<Omit<ProjectOptions, 'tokens'>> | undefined
  /** The permissions of a token. Undefined for a token that is not accepted. */
  findGrant(token: string): Grant | undefined
}

export interface Grant {
  /** Whether the token belongs to the project. */
  readonly covers: (projectId: number) => boolean
  readonly allows: (scope: string) => boolean
}

/** All projects and their tokens. A token belongs to one project. */
export function createProjects(options: readonly ProjectOptions[]): Projects {
  const known = new Map(
    options.map(({ id, name = 'Local Loadero', language = 'javascript' }) => [id, { id, name, language }]),
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

const projectsSchema = z
  .array(
    z.strictObject({
      id: z.int().positive(),
      name: z.string().exactOptional(),
      language: z.enum(languages).exactOptional(),
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
