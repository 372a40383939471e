import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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
  const { supervise } = await import('./terminal/supervise.js')
  process.exitCode = await supervise(process, version, async (interrupts) => {
    const { start } = await import('./start.js')
    const specModule = fileURLToPath(new URL('./index.js', import.meta.url))
    return start({ process, version, specModule, interrupts })
  })
  // A handle that a reporter or a spec leaves open must not keep the process alive.
  setTimeout(() => process.exit(), 2_000).unref()
}
