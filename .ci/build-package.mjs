// Runs before a package is packed: builds it from nothing, so that its tarball holds no file of an earlier layout.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

if (!existsSync(compiler)) {
  process.stderr.write('The compiler is not installed. Run `npm run setup` in the root of the repository.\n')
  process.exit(1)
}
rmSync(join(process.cwd(), 'dist'), { recursive: true, force: true })
const { status } = spawnSync(process.execPath, [compiler, '-b', process.cwd()], { stdio: 'inherit' })
process.exit(status ?? 1)
