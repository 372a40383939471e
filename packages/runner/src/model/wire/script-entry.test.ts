import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { scriptLibrary } from '../../collect/scripts/script-library.js'
import { mark, measure } from '../../script.js'
import { parseScriptEntry } from './script-entry.js'

const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,149}$/)
const number = fc.double({ noNaN: true, noDefaultInfinity: true })
/** What a service or a logger writes before and after a line. */
const affixes = fc
  .tuple(
    fc.oneof(fc.constantFrom('', '\u001B[32m', '2026-01-31T12:00:00Z [info] ', '  12:00:01 | '), fc.string()),
    fc.constantFrom('', '\r', ' ', '\u001B[0m', '"}', ' (script.js:12)'),
  )
  .filter(([prefix]) => !prefix.includes('[loadero-test]'))

/** The functions of the text that bundled scripts get. */
function bundledFunctions() {
  const code = scriptLibrary.replaceAll(/^export /gm, '')
  const globals = { console, TypeError }
  return runInNewContext(`${code}\n;({ mark, measure })`, globals) as {
    mark: typeof mark
    measure: typeof measure
  }
}

function printedBy(print: () => void): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    print()
    return String(log.mock.calls[0]?.[0])
  } finally {
    log.mockRestore()
  }
}

test.each([
  ['typed', { mark, measure }],
  ['bundled', bundledFunctions()],
])('what the %s functions print is read back', (_, printers) => {
  fc.assert(
    fc.property(name, number, affixes, (one, value, [prefix, suffix]) => {
      const before = Date.now()
      const marked = parseScriptEntry(prefix + printedBy(() => printers.mark(one)) + suffix)
      const measured = parseScriptEntry(prefix + printedBy(() => printers.measure(one, value)) + suffix)
      expect(marked).toMatchObject({ kind: 'mark', name: one })
      expect(measured).toMatchObject({ kind: 'measure', name: one, value: Number(String(value)) })
      for (const entry of [marked, measured]) {
        expect(entry?.atMs).toBeGreaterThanOrEqual(before)
        expect(entry?.atMs).toBeLessThanOrEqual(Date.now())
      }
    }),
  )
})

test('names and numbers that the format lacks are refused', () => {
  for (const printers of [{ mark, measure }, bundledFunctions()]) {
    for (const bad of ['', '1st', 'a b', 'a\nb', 'ä', 'x'.repeat(151), undefined as never, null as never]) {
      expect(() => printers.mark(bad)).toThrow(TypeError)
      expect(() => printers.measure(bad, 1)).toThrow(TypeError)
    }
    for (const bad of [NaN, Infinity, '7' as never, undefined as never]) {
      expect(() => printers.measure('a', bad)).toThrow(TypeError)
    }
  }
})

test.each([
  ['[loadero-test] mark a at 2026-01-31T12:00:00+02:00', Date.UTC(2026, 0, 31, 10)],
  ['[loadero-test] mark a at 2026-01-31 12:00:00.123456+0200', Date.UTC(2026, 0, 31, 10, 0, 0, 123)],
  ['[loadero-test] mark a at 2026-01-31T12:00:00.123456789Z', Date.UTC(2026, 0, 31, 12, 0, 0, 123)],
  ['[loadero-test] mark a 5 ms at 2026-01-31T12:00:00Z', undefined],
  ['[loadero-test] measure a at 2026-01-31T12:00:00Z', undefined],
  ['[loadero-test] measure a 1e999 ms at 2026-01-31T12:00:00Z', undefined],
  ['[loadero-test] mark 1a at 2026-01-31T12:00:00Z', undefined],
  ['[loadero-test] mark a at 2026-01-31T12:00:00', undefined],
  ['[loadero-test] mark a at 2026-13-31T12:00:00Z', undefined],
  ['console.log(`[loadero-test] mark ${name} at ${time}`)', undefined],
  ['', undefined],
])('the line %j has the time %s', (line, atMs) => {
  expect(parseScriptEntry(line)?.atMs).toBe(atMs)
})

test('any text is read within a limited time', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(100_000), (text, count) => {
      const entry = parseScriptEntry(`[loadero-test] m${text.repeat(Math.ceil(count / (text.length + 1)))}`)
      expect(entry).toBeUndefined()
    }),
  )
})
