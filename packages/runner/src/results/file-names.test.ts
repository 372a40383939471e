import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Result, resultFiles } from '@loadero-test/core'
import { fileNameOf } from './file-names.js'

type Details = Result['participant_details']

function details(parts: Partial<NonNullable<Details>>): Details {
  return { id: 1, ...parts } as Details
}

test.each([
  [{ participant_name: 'caller', participant_num: 2 }, 'selenium', 'x.log', 'caller-2.103.script.log'],
  [
    { participant_name: 'the caller', participant_num: 0, group_name: 'pair', group_num: 3 },
    'browser',
    'x.log',
    'pair-3.the_caller-0.103.browser.log',
  ],
  [
    { participant_name: 'caller', participant_num: 2 },
    'screenshots',
    'screenshots-last screen.png',
    'last screen.caller-2.103.png',
  ],
  [
    { participant_name: 'caller', participant_num: 2 },
    'screenshots',
    'screenshots-6f061a91-8d49-4a5f-b99d-d3003e1b3f92-product.png',
    'product.caller-2.103.6f061a91.png',
  ],
  [{ participant_name: '発信者', participant_num: 1 }, 'video', 'video-1.mp4', '発信者-1.103.video-1.mp4'],
  [{ participant_name: '../etc', participant_num: 1 }, 'rru', 'x', '_etc-1.103.resources.json'],
  [{}, 'webrtc', 'x', '103.webrtc.log'],
] as const)('names the file of %j of kind %s', (parts, kind, name, expected) => {
  expect(fileNameOf({ id: 103, participant_details: details(parts) }, { kind, name })).toBe(expected)
})

test('names are short, safe, and unique over participants', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 4 }), (participant, group, shots) => {
      const names = [103, 104].flatMap((id) => {
        const result = {
          id,
          participant_details: details({
            participant_name: participant,
            participant_num: 0,
            group_name: group,
            group_num: 0,
          }),
          log_paths: { selenium: 'https://files.example/selenium.log' },
          artifacts: {
            screenshots: {
              paths: shots.map(
                (shot) => `https://files.example/${encodeURIComponent(shot.toWellFormed())}.png`,
              ),
            },
          },
        } as unknown as Result
        return resultFiles(result).map((file) => fileNameOf(result, file))
      })
      for (const name of names) {
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
        expect(name).not.toMatch(/[/\\]/)
      }
      expect(new Set(names).size).toBe(names.length)
    }),
  )
})
