import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** What the first lines of most specs are. */
export const head = "import { describe, metric, script, test } from 'loadero-test'\n"

/** A spec with one test of one participant, whose script does nothing. */
export function spec(title: string, options = ''): string {
  return `${head}test('${title}', { script: script('./play.js'), participants: [{ name: 'visitor', browser: 'chromeLatest' }], ${options} })\n`
}

/** Writes a project to a temporary directory that goes with the test. */
export async function createProject(files: Readonly<Record<string, string | object>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'loadero-test-'))
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))
  await writeFiles(root, { 'specs/play.js': 'client => client.end()', ...files })
  return root
}

/** Objects become JSON. */
export async function writeFiles(
  root: string,
  files: Readonly<Record<string, string | object>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
}
