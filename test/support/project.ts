import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The first line of most specs. */
export const head = "import { describe, metric, script, test } from 'loadero-test'\n"

/** A spec with one test, one participant and a script that waits. */
export function spec(title: string, options = ''): string {
  return `${head}test('${title}', { script: script('./script.js'), participants: [{ name: 'visitor', browser: 'chromeLatest' }], ${options} })\n`
}

/** Writes a project to a temporary directory, which is deleted after the test. */
export async function createProject(files: Readonly<Record<string, string | object>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'loadero-test-'))
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))
  await writeFiles(root, { 'specs/script.js': "client => client.waitForElementVisible('body')", ...files })
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
