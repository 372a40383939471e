import { join } from 'node:path'
import type { LoaderoClient } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import { evidenceFolder } from '../journal/sessions.js'
import { createRunContext, type RunContext } from '../run/run-context.js'
import { createSessionHistory, type SessionHistory } from './history/session-history.js'
import type { RunningSession, SessionOptions } from './session-options.js'

/** What all runs of a session share. */
export function createSessionRunContext(
  client: LoaderoClient,
  signal: AbortSignal,
  { options, context, emitter }: RunningSession,
): RunContext {
  return createRunContext({
    client,
    signal,
    hurry: context.hurry,
    clock: context.clock,
    directory: evidenceFolder(options.outputDir, options.sessionId),
    root: options.find.root,
    artifacts: options.artifacts,
    strictLoad: options.settings.strictLoad,
    pollIntervalMs: options.pollIntervalMs,
    readsAll: options.target !== undefined && options.target.kind !== 'service',
    place: options.target?.kind === 'local' ? 'local' : 'service',
    isSimulated: options.target?.kind === 'simulated',
    random: context.random ?? Math.random,
    onOutage: (error) => {
      const message = `polling failed; the runs continue and polling is retried: ${errorMessage(error)}`
      emitter.emit('onNotice', { severity: 'warning', message })
    },
  })
}

/** What expectations on earlier runs are compared with. @throws UserError when the baseline file cannot be read */
export function createHistoryOfSession(
  client: LoaderoClient,
  signal: AbortSignal,
  { outputDir, target, settings, find }: SessionOptions,
): SessionHistory {
  return createSessionHistory({
    client,
    signal,
    settings,
    root: find.root,
    place: target?.kind ?? 'simulated',
    cacheDirectory:
      target?.kind === 'service' ? join(outputDir, 'cache', `project-${target.projectId}`) : undefined,
  })
}
