import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Builds the command before the tests that start it, so that no stale build can pass them. */
export default function buildCommand(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'packages/cli'], {
    cwd: root,
    stdio: 'inherit',
  })
}
