import { defineScript, mark, measure } from 'loadero-test/script'

export default defineScript<{ url: string }>(async (client, { url }) => {
  const start = Date.now()
  await client.url(url).waitForElementVisible('#remote-video')
  measure('join', Date.now() - start)
  await client.click('#share')
  mark('sharing')
  await client.pause(60_000).click('#stop')
  mark('stopped')
})
