import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { allowedImports } from '../.ci/architecture.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = readdirSync(`${root}packages`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

function read(path: string) {
  return readFileSync(`${root}${path}`, 'utf8')
}

test.each(packages)('%s has the licence and the metadata of a release', (name) => {
  expect(read(`packages/${name}/LICENSE`)).toBe(read('LICENSE'))
  expect(JSON.parse(read(`packages/${name}/package.json`))).toMatchObject({
    description: expect.stringMatching(/\w/),
    license: 'MIT',
    keywords: expect.arrayContaining(['loadero', 'load-testing']),
    files: expect.arrayContaining(['LICENSE']),
  })
})

test('CONTRIBUTING explains every package and every folder', () => {
  const text = read('CONTRIBUTING.md')
  const sections = new Map(
    text
      .split(/^In `packages\//m)
      .slice(1)
      .map((section) => [section.split('/')[0], section]),
  )
  const missing = Object.keys(allowedImports).filter((row) => {
    const [name = '', ...rest] = row.split('/')
    const folder = rest.join('/')
    if (folder === '') return !text.includes(`[${name}](packages/${name}/README.md)`)
    const section = sections.get(name) ?? ''
    return !section.includes(`| \`${folder}/\` `) && !section.includes(`| \`${folder}.ts\` `)
  })
  expect(missing).toEqual([])
})

test.each(packages)('%s exports in a release what it exports here', (name) => {
  const { exports, publishConfig } = JSON.parse(read(`packages/${name}/package.json`)) as {
    exports: Record<string, object | string>
    publishConfig: { exports: unknown }
  }
  // Sources are not published.
  const released = Object.entries(exports).map(([path, target]) => [
    path,
    typeof target === 'string' ? target : { ...target, source: undefined },
  ])
  expect(publishConfig.exports).toEqual(Object.fromEntries(released))
})
