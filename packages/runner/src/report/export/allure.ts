import { createHash } from 'node:crypto'
import { copyFile, mkdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { writeFileAtomic } from '@loadero-test/core/internal'
import type { Check, TestAttempt, Verdict } from '../../model/result.js'
import { notRunResult } from '../../model/not-run.js'
import { isFlaky } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import { attachmentsOf } from '../attachments.js'
import type { SourcePath } from '../failing-place.js'
import { headline } from '../format.js'
import { jsonText, plainLine } from '../plain-text.js'
import type { Reporter } from '../reporter.js'
import { durationOf, startOf } from '../time-span.js'
import { contentTypeOf, problemsOf, stepText, traceOf, warningText, wholeMs } from './ctrf.js'

export interface AllureOptions {
  /** Absolute path of the directory of results. */
  readonly outputFile: string
  /** The path of a source file in the repository. Default: relative to the project root. */
  readonly sourcePath?: SourcePath | undefined
}

/** Writes results for Allure 2 and 3: a file for each attempt, and copies of its logs and screenshots. */
export function allureReporter({ outputFile, sourcePath = (file) => file }: AllureOptions): Reporter {
  const write = async (summary: Summary) => {
    await mkdir(outputFile, { recursive: true })
    // Names of files are unique in a session.
    const copy = async ({ name, type, path }: { name: string; type: string; path: string }) => {
      const source = `${idOf(`${summary.sessionId} ${name}`)}-attachment${extname(path)}`
      try {
        await copyFile(path, join(outputFile, source))
        return [{ name, type, source }]
      } catch (error) {
        // A file that was removed since is left out.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        return []
      }
    }
    for (const result of allureResults(summary, sourcePath)) {
      const attachments = []
      for (const file of result.attachments) attachments.push(...(await copy(file)))
      await writeFileAtomic(
        join(outputFile, `${result.uuid}-result.json`),
        jsonText({ ...result, attachments }, 2),
      )
    }
    const properties = { session: summary.sessionId, ...summary.environment }
    await writeFileAtomic(
      join(outputFile, 'environment.properties'),
      Object.entries(properties)
        .map(
          ([key, value]) =>
            `${plainLine(key).replaceAll(/[\s=:#!\\]/g, '_')} = ${plainLine(value).replaceAll('\\', '\\\\')}\n`,
        )
        .join(''),
    )
  }
  return { name: 'allure', outputFile, onInterrupt: write, onEnd: write }
}

/** Only `failed` is a defect of the product. */
const statuses = {
  passed: 'passed',
  failed: 'failed',
  errored: 'broken',
  interrupted: 'broken',
  skipped: 'skipped',
} as const satisfies Record<Verdict, string>

const checkStatuses = {
  passed: 'passed',
  failed: 'failed',
  errored: 'broken',
  skipped: 'skipped',
  warned: 'passed',
} as const satisfies Record<Check['outcome'], string>

/**
 * One result for each attempt, of which Allure shows the last one and the others as its retries. Attachments have the
 * paths of their files. Written again, a session replaces its results.
 */
function allureResults(summary: Summary, sourcePath: SourcePath) {
  const { tests, startedMs } = summary
  const ofSession = { file: 'loadero-test', line: 1 }
  const errors = problemsOf(summary).map(({ name, message, location = ofSession }) =>
    notRunResult({ id: name, title: name, location, tags: [] }, 'errored', message),
  )
  return [...tests, ...errors].flatMap((result) =>
    [...result.previousAttempts, result].map((attempt, index) => {
      const { test } = result
      const isLast = attempt === result
      const start = Math.round(startOf(attempt) ?? startedMs)
      const stop = start + wholeMs(durationOf(attempt))
      return {
        uuid: idOf(`${summary.sessionId} ${test.id} ${index}`),
        historyId: idOf(test.id),
        testCaseId: idOf(test.id),
        fullName: `${test.location.file}: ${plainLine(test.id)}`,
        name: plainLine(test.id) || '?',
        stage: 'finished',
        start,
        stop,
        labels: [
          { name: 'framework', value: 'loadero-test' },
          { name: 'suite', value: test.location.file },
          { name: 'package', value: sourcePath(test.location.file) },
          ...test.tags.map((value) => ({ name: 'tag', value })),
          ...Object.entries(test.properties ?? {}).map(([name, value]) => ({ name, value })),
        ],
        links: [],
        parameters: [],
        // The checks of a test all end with it.
        steps: (isLast ? result.checks : []).map((check) => ({
          name: stepText(check, result),
          status: checkStatuses[check.outcome],
          stage: 'finished',
          start: stop,
          stop,
          steps: [],
          attachments: [],
          parameters: [],
        })),
        ...outcomeOf(attempt, {
          flaky: isFlaky(result),
          sourcePath,
          warning: isLast ? warningText(result) : undefined,
        }),
      }
    }),
  )
}

function outcomeOf(
  attempt: TestAttempt,
  {
    flaky,
    sourcePath,
    warning,
  }: { readonly flaky: boolean; readonly sourcePath: SourcePath; readonly warning: string | undefined },
) {
  const { reasons, verdict } = attempt
  return {
    status: statuses[verdict],
    statusDetails: {
      flaky,
      ...(reasons.length > 0
        ? { message: headline(attempt), trace: traceOf(attempt, sourcePath) }
        : warning !== undefined && { message: warning }),
    },
    attachments: attachmentsOf(reasons).map((path) => ({
      name: basename(path),
      type: contentTypeOf(path),
      path,
    })),
  }
}

/** The same text gives the same id, in the form of a UUID. */
function idOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex')
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
