import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

// Answered before anything else is loaded, because people and tools ask it often.
if (process.argv.slice(2).some((word) => word === '--version' || word === '-V')) {
  process.stdout.write(`${version}\n`)
} else {
  const { start } = await import('./start.js')
  process.exitCode = await start({
    process,
    version,
    specModule: fileURLToPath(new URL('./index.js', import.meta.url)),
  })
  // What a reporter or a spec leaves open must not keep the command: this fires only if something does.
  setTimeout(() => process.exit(), 2_000).unref()
}
