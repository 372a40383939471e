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
import { isPageBase, isQualityBase, pageBases, qualityBases } from '@loadero-test/metrics'
import { z } from 'zod'
import { isMeasurePath, isSeriesPath, splitMetricPath } from '../model/timed/metric-path.js'
import { type ParticipantSpec, serviceDefaults, testDefaults } from '../model/spec.js'
import { createExpectationSchema } from './expectation-schema.js'
import { assertHint, metricHint } from './metric-hints.js'
import {
  conditionSchema,
  copyCountSchema,
  durationSchema,
  enumSchema,
  kindSchema,
  nameSchema,
  propertyNameSchema,
  propertyValueSchema,
  tagSchema,
} from './value-schemas.js'

/** Settings of a project that apply to all its spec files. */
export interface SpecSettings {
  /** Settings of participants that do not set them. Default: those of the service. */
  readonly participant?: Partial<Omit<ParticipantSpec, 'name' | 'count'>> | undefined
  /** The allowed tags. Default: any. */
  readonly tags?: readonly string[] | undefined
  /** Values of the service that this version of loadero-test does not know. Default: none. */
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

/** The options of `test()`. An unknown option is an error, so that no option is ignored silently. */
export function createOptionsSchema({ participant: defaults, tags, extraValues = {} }: SpecSettings = {}) {
  const profile = createProfileSchemas(extraValues)
  const knownPaths = [...metricPaths, ...(extraValues.metric ?? [])]
  const path = enumSchema<string>(knownPaths, isMetricPath, assertHint)
  const isExpectedPath = (text: string) => {
    if (isMetricPath(text) || isMeasurePath(text)) return true
    const { base } = splitMetricPath(text)
    return /^(?:quality|page)\//.test(text) ? isQualityBase(base) || isPageBase(base) : isSeriesPath(text)
  }
  const expectedPath = enumSchema<string>(
    [...knownPaths, ...qualityBases, ...pageBases],
    isExpectedPath,
    metricHint,
  )
  const participant = createParticipantSchema(profile, defaults)
  return z
    .strictObject({
      id: z.int().min(1).exactOptional(),
      mode: enumSchema(testModes).default(testDefaults.mode),
      incrementStrategy: enumSchema(incrementStrategies).default(testDefaults.incrementStrategy),
      startInterval: durationSchema(1).prefault(testDefaults.startIntervalSeconds),
      participantTimeout: durationSchema(1).prefault(testDefaults.participantTimeoutSeconds),
      mosTest: z.boolean().default(testDefaults.mosTest),
      script: scriptSchema,
      groups: z
        .array(
          z.strictObject({
            name: nameSchema,
            count: copyCountSchema,
            participants: z.array(participant).min(1),
          }),
        )
        .default([]),
      participants: z.array(participant).default([]),
      asserts: z.array(createAssertSchema(path, profile)).default([]),
      expects: z.array(createExpectationSchema(expectedPath)).default([]),
      tags: z.array(tags ? enumSchema(tags) : tagSchema).default([]),
      properties: z.record(propertyNameSchema, propertyValueSchema).exactOptional(),
    })
    .refine(({ groups, participants }) => groups.length + participants.length > 0, {
      error: 'has no participants',
      params: { hint: 'Add `participants: [{ name, browser }]`, or `groups` of participants.' },
    })
}

type ProfileSchemas = ReturnType<typeof createProfileSchemas>

function createProfileSchemas(extraValues: NonNullable<SpecSettings['extraValues']>) {
  const valueOf = (key: keyof typeof enums) =>
    enumSchema<string>([...enums[key], ...(extraValues[key] ?? [])])
  return {
    browser: enumSchema([...browsers, ...(extraValues.browser ?? [])], isBrowser),
    network: valueOf('network'),
    location: valueOf('location'),
    computeUnit: valueOf('computeUnit'),
    audioFeed: valueOf('audioFeed'),
    videoFeed: valueOf('videoFeed'),
  }
}

function createParticipantSchema(profile: ProfileSchemas, projectDefaults: SpecSettings['participant']) {
  const defaults = { ...serviceDefaults, ...projectDefaults }
  return z.strictObject({
    name: nameSchema,
    count: copyCountSchema,
    browser: defaults.browser === undefined ? profile.browser : profile.browser.default(defaults.browser),
    network: profile.network.default(defaults.network),
    location: profile.location.default(defaults.location),
    computeUnit: profile.computeUnit.default(defaults.computeUnit),
    audioFeed: profile.audioFeed.default(defaults.audioFeed),
    videoFeed: profile.videoFeed.default(defaults.videoFeed),
    recordAudio: z.boolean().default(defaults.recordAudio),
  })
}

const scriptSchema = z.strictObject({
  path: nameSchema,
  vars: z.record(z.string(), z.unknown()).optional(),
  allowSecrets: z.boolean().optional(),
})

function createAssertSchema(path: z.ZodType<string>, profile: ProfileSchemas) {
  return z.object({
    kind: kindSchema('assert', {
      message: 'is an expectation, which is checked across participants',
      hint: 'Move it to expects, or remove the aggregation before the comparison.',
    }),
    path,
    operator: enumSchema(operators),
    expected: z.string(),
    preconditions: z
      .strictObject({
        browser: conditionSchema(profile.browser),
        network: conditionSchema(profile.network),
        location: conditionSchema(profile.location),
        computeUnit: conditionSchema(profile.computeUnit),
        audioFeed: conditionSchema(profile.audioFeed),
        videoFeed: conditionSchema(profile.videoFeed),
        participantName: conditionSchema(nameSchema),
        participantNum: conditionSchema(z.int().min(0)),
        groupName: conditionSchema(nameSchema),
        groupNum: conditionSchema(z.int().min(0)),
      })
      .partial(),
  })
}
