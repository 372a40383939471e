import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFolder, expectScript, problemText, readScript, runScript } from '../../../test/spec-files.js'
import { data, type DataOptions } from '../../model/data.js'
import { knownSecrets, secret } from '../../model/secrets.js'

const script = '(client, vars) => vars.row'

/** The row of each participant, by the script that is sent. */
function rowsOf(text: string, participants: number): unknown[] {
  return Array.from({ length: participants }, (_, globalID) =>
    runScript(text, { globals: { participant: { globalID } } }),
  )
}

function readWith(
  file: string,
  text: string,
  {
    options,
    participants = 2,
    ...more
  }: { options?: DataOptions; participants?: number; allowSecrets?: boolean } = {},
) {
  return readScript(
    { 'call.js': script, [file]: text },
    { vars: { row: data(`./${file}`, options) }, participants, ...more },
  )
}

describe('each participant gets its own row', () => {
  test.each([
    [
      'users.csv',
      'name,note\nann,"a, ""b"""\nbob,\n',
      [
        { name: 'ann', note: 'a, "b"' },
        { name: 'bob', note: '' },
      ],
    ],
    ['users.csv', '\uFEFFname\r\nann\r\n\r\nbob\r\n', [{ name: 'ann' }, { name: 'bob' }]],
    ['users.CSV', 'name\nann\nbob\ncarol\n', [{ name: 'ann' }, { name: 'bob' }]],
    [
      'users.csv',
      'a,b\n"two\nlines",1\n</script>,2',
      [
        { a: 'two\nlines', b: '1' },
        { a: '</script>', b: '2' },
      ],
    ],
    ['users.json', '[{ "id": 1 }, { "id": 2, "tags": ["x"] }]', [{ id: 1 }, { id: 2, tags: ['x'] }]],
    ['users.json', '["ann", "bob"]', ['ann', 'bob']],
    [
      'users.csv',
      'name,city\nann,\n,\n,x\n,\n',
      [
        { name: 'ann', city: '' },
        { name: '', city: 'x' },
      ],
    ],
    ['users.csv', 'name\rann\rbob\r', [{ name: 'ann' }, { name: 'bob' }]],
    ['users.csv', 'name\nann\r\nbob\r\n', [{ name: 'ann' }, { name: 'bob' }]],
    ['users.csv', 'name\r\nann\nbob\n', [{ name: 'ann' }, { name: 'bob' }]],
    ['users.csv', 'name\n"a\r\nb"\r\nbob', [{ name: 'a\r\nb' }, { name: 'bob' }]],
  ])('of %s with %j', async (file, text, rows) => {
    expect(rowsOf(expectScript(await readWith(file, text)).text, 2)).toEqual(rows)
  })

  test.each([
    ['call.js', script],
    ['call.js', 'function call(client, vars) { return vars.row }'],
    ['call.js', 'const client_ = 1\nmodule.exports = (browser, vars) => vars.row'],
    ['call.ts', 'export default (client: unknown, vars: { row: string }) => vars.row'],
  ])('in %s: %s', async (file, source) => {
    const files = { [file]: source, 'users.json': '["ann", "bob"]' }
    const vars = { row: data('./users.json') }
    expect(rowsOf(expectScript(await readScript(files, { vars, participants: 2 })).text, 2)).toEqual([
      'ann',
      'bob',
    ])
  })

  test('from any JSON, beside other vars', async () => {
    const rowArbitrary = fc.jsonValue().filter((row) => !JSON.stringify(row).includes('__proto__'))
    const rowsArbitrary = fc.uniqueArray(rowArbitrary, {
      selector: (row) => JSON.stringify(row),
      minLength: 1,
    })
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, fc.string(), async (rows, shop) => {
        const files = { 'call.js': '(client, vars) => vars', 'rows.json': JSON.stringify(rows) }
        const vars = { shop, row: data('./rows.json') }
        const { text } = expectScript(await readScript(files, { vars, participants: rows.length }))
        const expected = rows.map((row) => ({ shop, row: JSON.parse(JSON.stringify(row)) as unknown }))
        expect(JSON.parse(JSON.stringify(rowsOf(text, rows.length)))).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('without rows that no participant needs', async () => {
    const { text } = expectScript(await readWith('users.csv', 'name\nann\nbob\ncarol\n'))
    expect(text).not.toContain('carol')
    expect(() => rowsOf(text, 3)).toThrow('./users.csv has no row for participant 2')
  })
})

test.each([
  ['too few rows', 'users.csv', 'name\nann\n', {}],
  ['no rows', 'users.csv', 'name\n', {}],
  ['an empty file', 'users.csv', '', {}],
  ['a row twice', 'users.csv', 'name,city\nann,x\nbob,y\nann,x\n', { participants: 3 }],
  ['a value twice', 'users.csv', 'name,city\nann,x\nbob,x\n', { options: { unique: ['city'] } }],
  ['an unknown column', 'users.csv', 'name\nann\nbob\n', { options: { unique: ['email'] } }],
  ['a row twice in another order', 'users.json', '[{ "a": 1, "b": 2 }, { "b": 2, "a": 1 }]', {}],
  ['an empty unique value', 'users.csv', 'name,city\nann,\nbob,x\n', { options: { unique: ['city'] } }],
  ['an empty secret', 'users.csv', 'name,pin\nann,1\nbob,\n', { options: { secret: ['pin'] } }],
  ['a secret number', 'users.json', '[{ "pin": 12 }, { "pin": 34 }]', { options: { secret: ['pin'] } }],
  ['a secret object', 'users.json', '[{ "pin": "1" }, { "pin": {} }]', { options: { secret: ['pin'] } }],
  ['an unknown option', 'users.csv', 'name\nann\nbob\n', { options: { uniqe: ['name'] } as DataOptions }],
  ['a column with spaces around it', 'users.csv', 'name, city\nann, x\nbob, y\n', {}],
  ['an unknown secret', 'users.json', '["ann", "bob"]', { options: { secret: ['password'] } }],
  ['a line with more values', 'users.csv', 'name,city\nann,x\nbob,y,z\n', {}],
  ['an open quote', 'users.csv', 'name\n"ann\nbob\n', {}],
  ['a column twice', 'users.csv', 'name,name\nann,x\nbob,y\n', {}],
  ['a column without a name', 'users.csv', 'name,\nann,x\nbob,y\n', {}],
  ['a dangerous column', 'users.csv', '__proto__\nann\nbob\n', {}],
  ['a dangerous key', 'users.json', '[{ "__proto__": 1 }, 2]', {}],
  ['an inherited name', 'users.json', '[{ "a": 1 }, { "a": 2 }]', { options: { unique: ['toString'] } }],
  ['an option without names', 'users.csv', 'name\nann\nbob\n', { options: { unique: true } as never }],
  ['pipes', 'users.csv', 'name|city\nann|x\nbob|y\n', {}],
  ['semicolons', 'users.csv', 'name;city\nann;x\nbob;y\n', {}],
  ['broken JSON', 'users.json', '[1,', {}],
  ['no array', 'users.json', '{ "a": 1 }', {}],
  ['another kind of file', 'users.xlsx', '', {}],
])('%s is a problem', async (_, file, text, more) => {
  expect(problemText(await readWith(file, text, more))).toMatchSnapshot()
})

test('a missing file, a folder and other encodings are problems', async () => {
  const folder = await createFolder()
  await mkdir(join(folder, 'dir.csv'))
  const read = (path: string) =>
    readScript({ 'call.js': script }, { vars: { row: data(path) }, directory: folder }, folder)
  const problems = await Promise.all(['./none.csv', './dir.csv', '', 7 as never].map(read))
  expect(problems.map(problemText).join('\n')).toMatchSnapshot()
})

test('data within another var is a problem', async () => {
  const vars = { users: { row: data('./users.csv') } }
  expect(problemText(await readScript({ 'call.js': script }, { vars }))).toBe(
    'bad-data: script.vars.users contains data(), which must be a var of its own',
  )
})

test('secret columns follow the rule of secret vars', async () => {
  const text = 'name,password\nann,s3cret-one\nbob,s3cret-two\n'
  const options = { secret: ['password'] }
  const refused = problemText(await readWith('users.csv', text, { options }))
  expect(refused).toContain('secret-var: script.vars.row[0].password is a secret')
  expect(refused).not.toContain('row[1]')
  expect(refused).not.toContain('s3cret')
  const allowed = await readWith('users.csv', text, { options, allowSecrets: true })
  expect(rowsOf(expectScript(allowed).text, 2)).toEqual([
    { name: 'ann', password: 's3cret-one' },
    { name: 'bob', password: 's3cret-two' },
  ])
  expect([...knownSecrets()]).toEqual(expect.arrayContaining(['s3cret-one', 's3cret-two']))
})

test('a secret beside data needs the same permission', async () => {
  const vars = { row: data('./users.csv'), token: secret('hidden') }
  const files = { 'call.js': script, 'users.csv': 'name\nann\n' }
  expect(problemText(await readScript(files, { vars }))).toContain('script.vars.token is a secret')
})
