import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type Operator, operators } from '@loadero-test/core'
import { parseWith } from '@loadero-test/core/internal/schemas'
import { type ComparedSide, readSession, reportSchema, sideOfSummary, summaryOf } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { z } from 'zod'
import type { Config } from '../config/config.js'
import { readJsonFile } from '../target/read-json-file.js'
import type { CommandContext } from '../terminal/command-context.js'
import { judgeRuns } from './judge-runs.js'

/**
 * Finds what a word of `compare` names: a run at Loadero by its id, a `report.json` by its path, or a session.
 * @throws UserError when there is none
 */
export async function findComparedSide(
  word: string,
  config: Config,
  context: CommandContext,
): Promise<ComparedSide> {
  if (/^[1-9]\d*$/.test(word)) {
    const summary = await judgeRuns([Number(word)], { ...config, artifacts: 'none' }, context, {
      readsAll: true,
    })
    return sideOfSummary(`run ${word}`, summary)
  }
  const file = resolve(context.cwd, word)
  if (word.endsWith('.json') || (/[\\/]/.test(word) && existsSync(file))) {
    const name = relative(context.cwd, file)
    return readJsonFile(file, 'report', (value) => sideOfReport(name, value))
  }
  const session = readSession(config.outputDir, word)
  if (session.closing === undefined && session.tests.some(({ result }) => result === undefined)) {
    const { id } = session.opening
    throw new UserError('usage', `session ${id} has not ended`, `Resume it: loadero-test attach ${id}`)
  }
  return sideOfSummary(`session ${session.opening.id}`, summaryOf(session))
}

/** What of a `report.json` is compared. A report of a newer version may have more. */
const comparedReportSchema = z.object({
  schemaVersion: reportSchema.shape.schemaVersion,
  simulated: z.boolean(),
  tests: z.array(
    reportSchema.shape.tests.element.pick({
      name: true,
      verdict: true,
      run: true,
      participants: true,
      checks: true,
    }),
  ),
})

/**
 * The tests of a `report.json` as a side of a comparison.
 * @throws SchemaError when the value is not a report
 */
function sideOfReport(name: string, report: unknown): ComparedSide {
  const { tests, simulated } = parseWith(comparedReportSchema, report, 'report')
  return {
    name,
    simulated,
    tests: tests
      .filter(({ verdict }) => verdict !== 'skipped')
      .map(({ name: test, run, verdict, participants, checks }) => ({
        name: test,
        run: run?.id ?? undefined,
        verdict,
        participants: participants.map(({ status, traits, values }) => ({
          status,
          traits,
          values: Object.fromEntries(
            Object.entries(values).flatMap(([path, value]) => (value === null ? [] : [[path, value]])),
          ),
        })),
        gates: checks.flatMap(({ gate }) => {
          const operator = operators.find((one): one is Operator => one === gate?.operator)
          return gate && operator ? [{ path: gate.path, operator, limit: String(gate.limit ?? '') }] : []
        }),
      })),
  }
}
