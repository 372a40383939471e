import { defineScript } from 'loadero-test/script'

export default defineScript<{ url: string }>(async (client, { url }) => {
  let address = ''
  await client.genEmail('customer', (created) => {
    address = created
  })
  await client.url(url).setValue('#email', address).click('#join')
  let link = ''
  await client.receiveEmail(address, (messages) => {
    link = /https:\S+/.exec(messages[0]?.['text/plain'] ?? '')?.[0] ?? ''
  })
  await client.url(link).waitForElementVisible('#welcome')
})
