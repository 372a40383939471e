import {
  audioFeeds,
  browsers,
  computeUnits,
  incrementStrategies,
  isBrowser,
  isMetricPath,
  locations,
  metricPaths,
  networks,
  operators,
  testModes,
  videoFeeds,
} from '@loadero-test/core'
import { distance } from 'fastest-levenshtein'
import { z } from 'zod'
import type { DiagnosticCode } from '../model/diagnostic-codes.js'
import { parseSeconds } from '../model/duration.js'
import type { PropertyCondition, ParticipantSpec, SourceLocation } from '../model/model.js'
import { serviceDefaults, testDefaults } from '../model/service-defaults.js'

/** The two or so known values nearest to what was written. */
export function nearest(value: string, known: readonly string[]): string {
  return known
    .map((candidate) => ({ candidate, far: distance(value.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
    .filter(({ far }, index) => index === 0 || (index < 3 && far <= 4))
    .map(({ candidate }) => `'${candidate}'`)
    .join(' or ')
}

function oneOf<T extends string>(known: readonly T[], accepts?: (value: string) => boolean) {
  return z.string().superRefine((value, context) => {
    if (known.includes(value as T) || accepts?.(value)) return
    context.addIssue({
      code: 'custom',
      message: `unknown value '${value}'`,
      params: { hint: `Did you mean ${nearest(value, known)}?` },
    })
  }) as unknown as z.ZodType<T>
}

function seconds(least: number) {
  return z.unknown().transform((value, context) => {
    const parsed = parseSeconds(value)
    if (parsed !== undefined && parsed >= least) return parsed
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value) ?? 'nothing'} is not a time of at least ${least} s`,
      params: { hint: "Write '90s', '5m', '1h' or a whole number of seconds." },
    })
    return z.NEVER
  })
}

/** Tells an assert from an expectation, and both from a `metric()` without its comparison. */
function kindOf<K extends string>(kind: K, otherwise: string) {
  return z.unknown().transform((value, context): K => {
    if (value === kind) return kind
    const message = value === undefined ? 'lacks its comparison, e.g. .lessThan(200)' : otherwise
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

const summary = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['min', 'max', 'mean']) }),
  z.object({ kind: z.literal('percentile'), percentile: z.number().min(0).max(100) }),
  z.object({ kind: z.literal('share'), share: z.number().min(0).max(1) }),
])

/** A value as it is, or comparisons with values; a regular expression need not be a known value. */
function condition<T extends string | number>(value: z.ZodType<T>): z.ZodType<PropertyCondition<T>> {
  const ordered = operators.filter((operator) => operator !== 'regex')
  const comparisons = z
    .strictObject({
      regex: z.string().exactOptional(),
      ...Object.fromEntries(ordered.map((operator) => [operator, value.exactOptional()])),
    })
    .refine((given) => Object.keys(given).length > 0, 'needs a comparison, e.g. { gte: 2 }')
  return z.custom<PropertyCondition<T>>().superRefine((given, context) => {
    // One of the two is meant, so only its complaints help; a union would tell neither.
    const { error } = (typeof given === 'object' ? comparisons : value).safeParse(given)
    for (const issue of error?.issues ?? []) context.addIssue({ ...issue })
  })
}

/** Taken as it is, spaces included: it must be what the service knows. */
const name = z.string().refine((given) => given.trim() !== '', 'must not be empty')
const count = z.int().min(1).default(1)

/** A word, so that it can stand in an expression of `--tag`. */
export const tag = z.string().regex(/^[\w.:/-]+$/, 'must be a word of letters, digits and . : / _ -')

/** What a project says once for all its specs. */
export interface SpecSettings {
  /** In place of the service's defaults, for participants that do not say otherwise. */
  readonly participant?: Partial<Omit<ParticipantSpec, 'name' | 'count'>> | undefined
  /** The tags that there are; without them, any. */
  readonly tags?: readonly string[] | undefined
  /** Values that Loadero has learnt since this version. */
  readonly extraValues?:
    Partial<Record<'browser' | 'metric' | keyof typeof enums, readonly string[]>> | undefined
}

const enums = {
  network: networks,
  location: locations,
  computeUnit: computeUnits,
  audioFeed: audioFeeds,
  videoFeed: videoFeeds,
} as const

/** What `test()` takes, as the author wrote it; unknown options are errors, so that none is silently ignored. */
export function createOptionsSchema({
  participant: own,
  tags: declared,
  extraValues = {},
}: SpecSettings = {}) {
  const browser = oneOf([...browsers, ...(extraValues.browser ?? [])], isBrowser)
  const value = (key: keyof typeof enums) => oneOf<string>([...enums[key], ...(extraValues[key] ?? [])])
  const profile = {
    browser,
    network: value('network'),
    location: value('location'),
    computeUnit: value('computeUnit'),
    audioFeed: value('audioFeed'),
    videoFeed: value('videoFeed'),
  }
  const defaults = { ...serviceDefaults, ...own }
  const participant = z.strictObject({
    name,
    count,
    browser: defaults.browser === undefined ? browser : browser.default(defaults.browser),
    network: profile.network.default(defaults.network),
    location: profile.location.default(defaults.location),
    computeUnit: profile.computeUnit.default(defaults.computeUnit),
    audioFeed: profile.audioFeed.default(defaults.audioFeed),
    videoFeed: profile.videoFeed.default(defaults.videoFeed),
    recordAudio: z.boolean().default(defaults.recordAudio),
  })
  const preconditions = z
    .strictObject({
      browser: condition(profile.browser),
      network: condition(profile.network),
      location: condition(profile.location),
      computeUnit: condition(profile.computeUnit),
      audioFeed: condition(profile.audioFeed),
      videoFeed: condition(profile.videoFeed),
      participantName: condition(name),
      participantNum: condition(z.int().min(0)),
      groupName: condition(name),
      groupNum: condition(z.int().min(0)),
    })
    .partial()
  const path = oneOf<string>([...metricPaths, ...(extraValues.metric ?? [])], isMetricPath)
  const assert = z.object({
    kind: kindOf('assert', 'belongs to expects: it is checked across participants'),
    path,
    operator: oneOf(operators),
    expected: z.string(),
    preconditions,
  })
  const words = z.union([z.string(), z.array(z.string())]).optional()
  const expectation = z.object({
    kind: kindOf('expectation', 'belongs to asserts: it is checked on every participant'),
    metric: z.object({ path, summary }).exactOptional(),
    slice: z.strictObject({
      group: words,
      participant: words,
      browser: words,
      network: words,
      location: words,
      computeUnit: words,
    }),
    operator: z.enum(['eq', 'neq', 'gt', 'gte', 'lt', 'lte']),
    expected: z.number(),
    missing: z.enum(['fail', 'skip']),
  })
  return z
    .strictObject({
      id: z.int().min(1).exactOptional(),
      mode: oneOf(testModes).default(testDefaults.mode),
      incrementStrategy: oneOf(incrementStrategies).default(testDefaults.incrementStrategy),
      startInterval: seconds(1).prefault(testDefaults.startIntervalSeconds),
      participantTimeout: seconds(1).prefault(testDefaults.participantTimeoutSeconds),
      script: z.strictObject({
        path: name,
        vars: z.record(z.string(), z.unknown()).optional(),
        allowSecrets: z.boolean().optional(),
      }),
      groups: z.array(z.strictObject({ name, count, participants: z.array(participant).min(1) })).default([]),
      participants: z.array(participant).default([]),
      asserts: z.array(assert).default([]),
      expects: z.array(expectation).default([]),
      tags: z.array(declared ? oneOf(declared) : tag).default([]),
    })
    .refine(({ groups, participants }) => groups.length + participants.length > 0, {
      error: 'has no participants',
      params: { hint: 'Give it `participants: [{ name, browser }]`, or `groups` of them.' },
    })
}

export interface OptionProblem {
  readonly code: DiagnosticCode
  /** An error unless said. */
  readonly severity?: 'error' | 'warning'
  readonly message: string
  /** Where it is not the test's own. */
  readonly location?: SourceLocation
  readonly hint?: string
}

/** zod's findings in the author's words: `groups[0].participants[1].browser: unknown value …`. */
export function optionProblemsOf(error: z.ZodError): readonly OptionProblem[] {
  return error.issues.map((issue) => {
    const at = z.core.toDotPath(issue.path)
    const hint = issue.code === 'custom' ? (issue.params?.['hint'] as string | undefined) : undefined
    return {
      code: codeOf(issue),
      message: at === '' ? issue.message : `${at}: ${issue.message}`,
      ...(hint !== undefined && { hint }),
    }
  })
}

function codeOf(issue: z.core.$ZodIssue): DiagnosticCode {
  if (issue.code === 'unrecognized_keys') return 'unknown-option'
  if (issue.code === 'custom' && issue.message.startsWith('unknown value')) return 'unknown-value'
  if (issue.message === 'has no participants') return 'no-participants'
  return 'invalid-option'
}
