/** @type {import('loadero-test/script').Script<{ url: string, minutes: number }>} */
function stay(client, { url, minutes }) {
  client.url(url)
  client.waitForElementVisible('#remote-video')
  for (let minute = 0; minute < minutes; minute++) {
    client.pause(60 * 1000)
    client.assert.visible('#remote-video')
  }
}
