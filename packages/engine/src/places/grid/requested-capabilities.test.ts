import { expect, test } from 'vitest'
import { requestCapabilities } from './requested-capabilities.js'

const own = {
  browserName: 'chrome',
  'goog:chromeOptions': { args: ['--headless'], prefs: { a: 1 } },
  'se:downloadsEnabled': true,
}

test.each<[string, object, object]>([
  ['nothing', {}, own],
  ['a version', { browserVersion: '156' }, { ...own, browserVersion: '156' }],
  [
    'options of a vendor',
    { browserName: 'chrome', 'bstack:options': { os: 'Windows' } },
    { ...own, 'bstack:options': { os: 'Windows' } },
  ],
  [
    'flags and preferences of Chrome',
    { 'goog:chromeOptions': { args: ['--lang=de'], prefs: { b: 2 }, binary: '/chrome' } },
    {
      ...own,
      'goog:chromeOptions': { args: ['--headless', '--lang=de'], prefs: { a: 1, b: 2 }, binary: '/chrome' },
    },
  ],
  ['a value of the engine', { 'se:downloadsEnabled': false }, { ...own, 'se:downloadsEnabled': false }],
])('%s is added to the capabilities of the engine', (_, wanted, all) => {
  expect(requestCapabilities(own, { ...wanted })).toEqual(all)
})

test.each(['firefox', 'MicrosoftEdge', 7, null])('%s is not a browser for participants', (browserName) => {
  expect(() => requestCapabilities(own, { browserName })).toThrow('the capability browserName is')
})
