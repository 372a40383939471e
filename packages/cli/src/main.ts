import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { systemErrorOf } from '@loadero-test/runner/errors'
import { ignoreOutputErrors } from './terminal/output-errors.js'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

ignoreOutputErrors(process)
// Tools ask for the version often, so nothing else is loaded for it.
const [first = ''] = process.argv.slice(2)
if (['--version', '-V', '-v', 'version'].includes(first)) {
  process.stdout.write(`${version}\n`)
} else {
  try {
    const { supervise } = await import('./terminal/supervise.js')
    process.exitCode = await supervise(process, version, async (interrupts) => {
      const { start } = await import('./start.js')
      const specModule = fileURLToPath(new URL('./index.js', import.meta.url))
      return start({ process, version, specModule, interrupts })
    })
  } catch (error) {
    // The program itself could not be loaded.
    const known = systemErrorOf(error)
    if (known === undefined) throw error
    process.stderr.write(`${known.message}\n  ${known.hint}\nExit 2: system error\n`)
    process.exitCode = 2
  }
  // A handle that a reporter or a spec leaves open must not keep the process alive.
  setTimeout(() => process.exit(), 2_000).unref()
}
