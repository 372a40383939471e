import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { equip, hasBrowser, play, verdictOf } from '../test/equipment.js'
import { type PageServer, servePages } from '../test/page-server.js'

describe.skipIf(!hasBrowser())('a call between two participants', () => {
  let pages: PageServer
  let stage: Awaited<ReturnType<typeof equip>>
  beforeAll(async () => {
    pages = await servePages()
    stage = await equip()
  })
  afterAll(async () => {
    pages.close()
    await stage.close()
  })

  test('carries the pictures of the fake cameras', async () => {
    const script = `client => client
      .url('${pages.url}/call?me=' + client.globals.participant.globalID)
      .waitForElementVisible('#state')
      .expect.element('#state').text.to.equal('video flows').before(15000)`
    const call = [0, 1].map((globalNum) => play(stage.equipment, script, verdictOf, { globalNum }))
    expect(await Promise.all(call)).toEqual(['pass', 'pass'])
  })
})
