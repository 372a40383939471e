import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { reportTargetNames } from '../options/output-rows.js'
import { reportTargetOf } from './report-targets.js'

const guide = new URL('../../../runner/docs/junit.md', import.meta.url)

async function aRoot() {
  const root = await mkdtemp(join(tmpdir(), 'targets-'))
  onTestFinished(() => rm(root, { recursive: true }))
  return root
}

test.each(reportTargetNames)('the snippet for %s names the files that are written', async (name) => {
  const root = await aRoot()
  const { reporters, snippet } = reportTargetOf(name, { env: {}, root })
  const files = reporters.flatMap(({ options }) => {
    const file = options['outputFile']
    return typeof file === 'string' ? [relative(root, file)] : []
  })
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    expect(file).not.toMatch(/(^|\/)\./)
    // Bitbucket finds the file by itself.
    expect(snippet).toContain(name === 'bitbucket' ? file.split('/')[0] : file)
  }
})

test.each(reportTargetNames)('the guide has the snippet for %s', async (name) => {
  const { snippet } = reportTargetOf(name, { env: {}, root: await aRoot() })
  expect(await readFile(guide, 'utf8')).toContain(snippet)
})

test('paths in a snippet are those of the repository', async () => {
  const repository = await aRoot()
  const root = join(repository, 'packages', 'load')
  await mkdir(join(repository, '.git'))
  await mkdir(root, { recursive: true })
  expect(reportTargetOf('gitlab', { env: {}, root }).snippet).toMatchInlineSnapshot(`
    "artifacts:
      when: always
      paths:
        - packages/load/.loadero/
      reports:
        junit: packages/load/loadero-report/junit.xml
        metrics: packages/load/loadero-report/metrics.txt"
  `)
})
