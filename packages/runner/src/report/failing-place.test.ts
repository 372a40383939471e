import { expect, test } from 'vitest'
import { failingPlace, placeInMessage } from './failing-place.js'

test.each([
  ['no element <#buy> (specs/buy.js:12)', { file: 'specs/buy.js', line: 12 }],
  ['no element (specs/buy.ts:3:5)', { file: 'specs/buy.ts', line: 3, column: 5 }],
  ['no (specs/buy.mts:12, called from specs/buy.mts:3).', { file: 'specs/buy.mts', line: 12 }],
  ['thrown at (lib/a.js:1), caught in a step (specs/buy.py:8)', { file: 'specs/buy.py', line: 8 }],
  ['two lines\n(specs/buy.js:12)', { file: 'specs/buy.js', line: 12 }],
  ['webrtc/audio/rtt/avg < 120 ms (got 123 ms)', undefined],
  ['cannot connect (app.example:8080)', undefined],
  ['no place', undefined],
])('the place in %j', (message, place) => {
  expect(placeInMessage(message)).toEqual(place)
  const reason = { message, participants: [], evidence: [] }
  expect(failingPlace({ kind: 'script', ...reason })).toEqual(place)
  expect(failingPlace({ kind: 'expectation', ...reason })).toBeUndefined()
})
