import type { Summary } from '../model/model.js'
import { createEmitter } from './emitter.js'
import type { Reporter } from './reporter.js'

/**
 * Tells reporters of a session that is over: its tests and its end. A report that cannot be written counts for the exit.
 * @returns what went wrong in reporters, one line each
 */
export async function replay(summary: Summary, reporters: readonly Reporter[]): Promise<readonly string[]> {
  const emitter = createEmitter(reporters)
  for (const result of summary.tests) emitter.emit('onTestEnd', result)
  emitter.emit('onEnd', summary)
  return emitter.settled()
}
