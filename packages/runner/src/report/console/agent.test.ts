import { expect, onTestFinished, test } from 'vitest'
import { aTest, aRun } from '../../../test/examples.js'
import { createScreen, steppedClock } from '../../../test/screen.js'
import { sessions } from '../../../test/sessions.js'
import { replay } from '../emitter.js'
import { consoleReporter } from './console.js'

function startReporter(canRedraw = false) {
  const screen = createScreen({ columns: 80, rows: 24 }, canRedraw)
  const { clock, pass } = steppedClock()
  const reporter = consoleReporter({
    form: 'console',
    terminal: screen.terminal,
    colors: false,
    cwd: '/project',
    clock,
    timer: clock,
    isForAgent: true,
  })
  onTestFinished(() => screen.leave())
  return { screen, reporter, pass }
}

test.each(Object.entries(sessions))(
  'an agent gets all reasons and files of the session %s',
  async (_name, summary) => {
    const { screen, reporter } = startReporter()
    await replay(summary, [reporter])
    const output = screen.written()
    for (const { test: one, verdict, reasons } of summary.tests) {
      expect(output).toContain(`${verdict} ${one.id}`)
      for (const { evidence } of reasons)
        for (const file of evidence) expect(output).toContain(file.replace('/project/', ''))
    }
  },
)

test('the output for an agent has no unneeded line', async () => {
  const { screen, reporter } = startReporter()
  await replay(sessions['failed-by-script'], [reporter])
  expect(screen.written()).toMatchInlineSnapshot(`
    "failed shop > negotiates  specs/shop.loadero.ts:7  3/4 participants  1 min 1 s  8 CU
    passed shop > buys  specs/shop.loadero.ts:7  4/4 participants  1 min 1 s  8 CU

    FAILED shop > negotiates specs/shop.loadero.ts:7
      script: Timed out while waiting for element <#buy> (specs/buy.js:12)
        1 of 4 participants: buyer #3
        .loadero/run-34/103-buyer/buyer-3.103.script.log
        .loadero/run-34/103-buyer/last screen.buyer-3.103.png

    Tests         1 failed, 1 passed of 2
    Participants  7 passed of 8
    Compute units 16 (estimated 16)
    Duration      1 min 5 s
    Session       20261122-100000-abcd
    "
  `)
})

test('an agent sees neither progress nor escape sequences', async () => {
  const { screen, reporter, pass } = startReporter(true)
  const one = aTest('shop > buys')
  await reporter.onBegin?.([one], [])
  await reporter.onTestBegin?.(one)
  for (const status of ['pending', 'running', 'collecting-results'] as const)
    await reporter.onTestProgress?.(one, { phase: 'live', attempt: 1, run: aRun({ status }) })
  await reporter.onNotice?.({ severity: 'info', message: 'the plan has room' })
  await pass(600_000, 10_000)
  expect(screen.written()).toBe('')
  await reporter.onNotice?.({ severity: 'warning', message: 'the service is slow', test: one })
  expect(screen.written()).toBe('WARNING shop > buys: the service is slow\n')
})

test('texts of an agent send no commands to CI', async () => {
  const { screen, reporter } = startReporter()
  await reporter.onNotice?.({ severity: 'warning', message: '##vso[task.complete]' })
  expect(screen.written()).not.toContain('##vso[')
})
