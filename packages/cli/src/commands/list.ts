import { plural } from '@loadero-test/core/internal'
import { type Exit, exitCodes } from '@loadero-test/runner/exit-codes'
import { diagnosticLines, findTests, jsonText, participantCount, plainLine } from '@loadero-test/runner/specs'
import { toFindOptions } from '../session/find-options.js'
import type { TestList } from '../terminal/list-schema.js'
import type { Config } from '../config/config.js'
import { noTestsExit } from '../terminal/no-tests-exit.js'

export interface ListContext {
  readonly write: (text: string) => void
  readonly specModule: string
  readonly signal?: AbortSignal
}

/** Prints the tests that would run, without network requests. */
export async function listCommand(config: Config, { write, specModule, signal }: ListContext): Promise<Exit> {
  const { tests, skipped, declared, diagnostics } = await findTests({
    ...toFindOptions(config, specModule),
    signal,
  })
  const rows = [
    ...tests.map((test) => ({ test, participants: participantCount(test) })),
    ...skipped.map((test) => ({ test, skipped: test.reason })),
  ]
    .map(({ test: { id, location, tags }, ...rest }): TestList['tests'][number] => ({
      ...location,
      name: id,
      tags: [...tags],
      ...rest,
    }))
    .toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
  if (config.format === 'json') {
    const list: TestList = {
      version: 1,
      root: config.root,
      tests: rows,
      diagnostics: diagnostics.map(({ location, ...diagnostic }) => ({ ...diagnostic, ...location })),
    }
    write(`${jsonText(list, 2)}\n`)
  } else {
    const lines = rows.map(({ file, line, name, tags, participants, skipped: reason }) => {
      const tagText = tags.map((tag) => ` [${tag}]`).join('')
      const size = reason ?? plural(participants ?? 0, 'participant')
      return `${plainLine(`${file}:${line}`)}  ${plainLine(`${name}${tagText}`)}  (${size})`
    })
    // In one part, because each write is a call of the system.
    const text = [...diagnostics.flatMap(diagnosticLines), ...lines].map((line) => `${line}\n`).join('')
    if (text !== '') write(text)
  }
  if (diagnostics.some(({ severity }) => severity === 'error'))
    return { code: exitCodes.invalid, reason: 'the specs have errors' }
  return tests.length > 0
    ? { code: exitCodes.passed, reason: 'listed' }
    : noTestsExit(config, declared.length)
}
