import { expect, test } from 'vitest'
import { resultFiles } from './result-files.js'
import { resultSchema } from '../types/result.js'

test('every file of a result has a unique, safe name', () => {
  const result = resultSchema.parse({
    id: 1,
    log_paths: { selenium: 'https://l.example/1.txt', browser: '', webrtc: null },
    artifacts: {
      screenshots: { paths: ['https://l.example/a/x.png', 'https://l.example/b/X.png'] },
      downloads: { paths: ['https://l.example/..%2F..%2Fetc%2Fpasswd', 'https://l.example/%'] },
      video: { paths: null, error: 'failed' },
    },
  })
  expect(resultFiles(result)).toEqual([
    { kind: 'selenium', url: 'https://l.example/1.txt', name: 'selenium-1.txt' },
    { kind: 'screenshots', url: 'https://l.example/a/x.png', name: 'screenshots-x.png' },
    { kind: 'screenshots', url: 'https://l.example/b/X.png', name: '2-screenshots-X.png' },
    {
      kind: 'downloads',
      url: 'https://l.example/..%2F..%2Fetc%2Fpasswd',
      name: 'downloads-.._.._etc_passwd',
    },
    { kind: 'downloads', url: 'https://l.example/%', name: 'downloads-%' },
  ])
})

test('a result from a list has no files', () => {
  expect(resultFiles(resultSchema.parse({ id: 1 }))).toEqual([])
})
