import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { allowedImports } from '../.ci/architecture.mjs'
import { listPackages } from '../.ci/pack.mjs'
import { addressAction, releaseChangelog } from '../.ci/release.mjs'

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
    exports: Record<string, { source: string; types: string; default: string } | string>
    publishConfig: { access: string; exports: unknown }
  }
  // Sources are not published. CommonJS gets the same module, with types that it may import.
  const released = Object.entries(exports).map(([path, target]) => {
    if (typeof target === 'string') return [path, target]
    const commonJs = {
      types: target.types.replace(/\.ts$/, '.cts'),
      default: target.default.replace(/\.js$/, '.cjs'),
    }
    return [path, { require: commonJs, types: target.types, default: target.default }]
  })
  expect(publishConfig).toEqual({ access: 'public', exports: Object.fromEntries(released) })
})

/** Whether a path below a package is part of its tarball. */
function isPublished(path: string, { files }: { files: readonly string[] }) {
  const always = /^(README\.md|LICENSE|package\.json)$/.test(path)
  const isIn = (pattern: string) => path === pattern || path.startsWith(`${pattern}/`)
  const excluded = files.some((pattern) => pattern.startsWith('!') && isIn(pattern.slice(1)))
  return always || (!excluded && files.some((pattern) => isIn(pattern)))
}

test.each(packages)('%s has published texts whose links work outside of this repository', (name) => {
  const folder = `packages/${name}`
  const manifest = JSON.parse(read(`${folder}/package.json`)) as { files: readonly string[] }
  const texts = readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter(
      (path) => path.endsWith('.md') && !/^(node_modules|dist)\//.test(path) && isPublished(path, manifest),
    )
  const broken = texts.flatMap((text) =>
    [...read(`${folder}/${text}`).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].flatMap(
      ([, link = '']) => {
        const target = join(dirname(text), link)
        return isPublished(target, manifest) && existsSync(`${root}${folder}/${target}`)
          ? []
          : [`${text}: ${link}`]
      },
    ),
  )
  expect(texts).toContain('README.md')
  expect(broken).toEqual([])
})

test.each([
  ['acme/load-tests', '0.3.1', 'uses: acme/load-tests@v0'],
  ['Some-Org/loadero.test', '12.0.0', 'uses: Some-Org/loadero.test@v12'],
])('a release by %s at %s names its own action', (repository, version, expected) => {
  const page = read('packages/cli/docs/guide/ci.md')
  const lines: string[] = addressAction(page, repository, version).split('\n')
  expect(
    lines.filter((line) => line.includes('uses:')).map((line) => line.replace(/^.*uses/, 'uses')),
  ).toEqual(['uses: actions/checkout@v4', expected])
  // A tag of the major version is not a release of its own.
  const workflow = read('.github/workflows/release.yml')
  expect(workflow).toContain("tags: ['v*.*.*']")
  expect(workflow).toContain('git push --force origin "refs/tags/${GITHUB_REF_NAME%%.*}"')
})

test('the packages are published after those that they need', () => {
  expect(listPackages().map(({ manifest }) => manifest.name)).toEqual(
    expect.arrayContaining(['loadero-test', '@loadero-test/core']),
  )
  const published: string[] = []
  for (const { manifest } of listPackages()) {
    const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    expect(published).toEqual(expect.arrayContaining(needed.filter((key) => /^@?loadero-test/.test(key))))
    published.push(manifest.name)
  }
})

const changelog = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A change.\n'

test('a release gets the unreleased changes', () => {
  expect(releaseChangelog(changelog, '0.2.0', '2026-12-01')).toBe(
    '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- A change.\n',
  )
})

test.each([
  ['no unreleased changes', '## [Unreleased]\n\n## [0.1.0] - 2026-11-01\n\n- A change.\n'],
  ['already has the version 0.2.0', `${changelog}## [0.2.0] - 2026-11-01\n`],
  ['no heading', '# Changelog\n'],
])('a release with %s is refused', (reason, text) => {
  expect(() => releaseChangelog(text, '0.2.0', '2026-12-01')).toThrow(reason)
})
