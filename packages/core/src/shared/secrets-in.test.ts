import { expect, test } from 'vitest'
import { secretsIn, secretsOfUrl } from './secrets-in.js'

test.each<[string, unknown, readonly string[]]>([
  ['a key of a vendor', { 'bstack:options': { userName: 'me', accessKey: 'hush-1' } }, ['hush-1']],
  ['names in any spelling', { API_TOKEN: 'a1', 'x-auth': 'b2', dbPassword: 'c3' }, ['a1', 'b2', 'c3']],
  ['all below a secret', { credentials: { id: 'a1', list: ['b2'] } }, ['a1', 'b2']],
  ['a list of objects', { nodes: [{ secret: 'a1' }, { name: 'x' }] }, ['a1']],
  ['no secret', { browserName: 'chrome', 'goog:chromeOptions': { args: ['--x'] }, keep: 1 }, []],
  ['an empty one', { password: '' }, []],
  ['no object', null, []],
])('%s is found by its name', (_, value, secrets) => {
  expect(secretsIn(value)).toEqual(secrets)
})

test.each([
  ['http://me:hush@grid', ['hush', 'hush']],
  ['http://me:a%20b@grid?x=1', ['a%20b', 'a b']],
  ['http://me:100%@grid', ['100%']],
  ['wss://grid/x?apiKey=hush&y=2', ['hush']],
  ['http://grid', []],
])('the credentials of %s are found', (url, secrets) => {
  expect(secretsOfUrl(new URL(url))).toEqual(secrets)
})
