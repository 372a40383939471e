import {
  type Exit,
  exitCodes,
  findTests,
  plainLine,
  readHistory,
  type TestHistory,
} from '@loadero-test/runner'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { createSessionRedactor } from '../reporters/reporters.js'
import { toFindOptions } from '../session/find-options.js'
import { resultCacheOf, withService } from '../session/with-service.js'
import type { CommandContext } from '../terminal/command-context.js'
import { formatHistory } from '../terminal/format-history.js'

/** One minute at four requests a second. */
const maxRequests = 240

/** Prints the last runs of a test at Loadero, judged by the gates of now. */
export async function historyCommand(
  [name = '']: readonly string[],
  config: Config,
  { env, colors, specModule, signal, writeData }: CommandContext,
): Promise<Exit> {
  return withService(config, `the history of '${name}'`, async (client) => {
    const { tests } = await findTests({ ...toFindOptions(config, specModule), filters: [], signal })
    const history = await readHistory(name, tests, {
      client,
      prefix: config.session.prefix,
      cacheDirectory: resultCacheOf(config),
      maxRuns: config.runs,
      maxRequests,
      signal,
    })
    const text =
      config.format === 'json'
        ? JSON.stringify(toJson(history), undefined, 2)
        : formatHistory(history, pc.createColors(colors)).join('\n')
    writeData(`${createSessionRedactor(env).text(text)}\n`)
    return history.entries.length > 0
      ? { code: exitCodes.passed, reason: 'printed' }
      : { code: exitCodes.empty, reason: `'${plainLine(name)}' has no run` }
  })
}

function toJson({ name, testId, paths, entries, notices }: TestHistory) {
  return {
    schemaVersion: 1,
    test: name,
    testId,
    metrics: paths,
    notices,
    runs: entries.map(({ run, judged, values, reason }) => ({
      id: run.id,
      status: run.status,
      startedAt: run.execution_started ?? run.created,
      ...(judged && {
        verdict: judged.verdict,
        participantCounts: judged.participantCounts,
        reasons: judged.reasons.map(({ kind, message, expected, actual }) => ({
          kind,
          message,
          expected,
          actual,
        })),
      }),
      values,
      ...(reason !== undefined && { reason }),
    })),
  }
}
