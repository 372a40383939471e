import { markNamePattern } from './model/timed/mark-name.js'

/**
 * Names a moment of the script, for gates such as `.between('muted', 'unmuted')`. It prints a line into the script's
 * log, so it also works at Loadero. The moment is that of the call: in a chain of commands that are not awaited, call it
 * inside of `client.perform()`.
 * @param name 1 to 150 letters, digits, `_`, `.` and `-`; the first is a letter or `_`
 * @throws TypeError when the name is not allowed
 * @example await client.click('#mute'); mark('muted')
 */
export function mark(name: string): void {
  printEntry('mark', name, '')
}

/**
 * Records a value of your own, in milliseconds. Check it in `expects` with `metric('measure/<name>')`.
 * @param name 1 to 150 letters, digits, `_`, `.` and `-`; the first is a letter or `_`
 * @param ms a finite number
 * @throws TypeError when the name or the number is not allowed
 * @example const start = Date.now(); await client.click('#login'); measure('login', Date.now() - start)
 */
export function measure(name: string, ms: number): void {
  if (!Number.isFinite(ms)) throw new TypeError(`measure('${name}') needs a finite number, got ${String(ms)}`)
  printEntry('measure', name, ` ${ms} ms`)
}

/** The format is documented in docs/gates.md. The text in `collect/scripts/script-library.ts` does the same. */
function printEntry(kind: 'mark' | 'measure', name: string, value: string): void {
  if (typeof name !== 'string' || !markNamePattern.test(name)) {
    throw new TypeError(
      `${kind}() got the name ${JSON.stringify(name)}. A name has 1 to 150 letters, digits, "_", "." and "-", and begins with a letter or "_".`,
    )
  }
  console.log(`[loadero-test] ${kind} ${name}${value} at ${new Date().toISOString()}`)
}
