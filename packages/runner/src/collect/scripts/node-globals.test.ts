import { describe, expect, test } from 'vitest'
import { expectScript, readScript } from '../../../test/spec-files.js'

/** Each has a use of a global on its third line. */
const forms: readonly (readonly [form: string, file: string, source: string])[] = [
  ['a function', 'call.js', 'client => {\n  client\n    .url(USE)\n}'],
  ['a named function', 'call.js', 'function call(client) {\n  client\n    .url(USE)\n}'],
  ['module.exports', 'call.js', 'module.exports = (client) => {\n  client\n    .url(USE)\n}'],
  ['module.exports', 'call.cjs', 'module.exports = {\n  call(client) {\n    client.url(USE)\n  },\n}'],
  ['describe', 'call.js', "describe('a', () => {\n  it('b', (client) => {\n    client.url(USE)\n  })\n})"],
  [
    'a helper above',
    'call.js',
    '// A helper.\nfunction open(client) {\n  client.url(USE)\n}\n;(client) => open(client)',
  ],
  ['a default export', 'call.js', 'export default (client) => {\n  client\n    .url(USE)\n}'],
  ['a default export', 'call.mjs', 'export default (client) => {\n  client\n    .url(USE)\n}'],
  [
    'TypeScript',
    'call.ts',
    'export default (client: { url(u: unknown): void }) => {\n  // It is typed.\n  client.url(USE)\n}',
  ],
]

describe.each(['process', '__dirname', '__filename'])('%s', (name) => {
  test.each(forms)('is warned about at its line in %s of %s', async (_, file, source) => {
    const { warnings } = expectScript(await readScript({ [file]: source.replace('USE', `String(${name})`) }))
    expect(warnings).toMatchObject([{ code: 'script-globals', location: { file, line: 3 } }])
    expect(warnings[0]?.message).toContain(`uses ${name}, which may be missing at Loadero`)
  })

  test.each(forms)('is not a global in %s of %s that declares it', async (_, file, source) => {
    const declared = source.replace('USE', `((${name}) => ${name})(1)`)
    expect(expectScript(await readScript({ [file]: declared })).warnings).toEqual([])
  })

  test.each(forms)('is not a global in %s of %s as a property', async (_, file, source) => {
    const property = source.replace('USE', `{ ${name}: 1 }.${name}`.replace(/^/, '(').replace('}.', '}).'))
    expect(expectScript(await readScript({ [file]: property })).warnings).toEqual([])
  })
})
