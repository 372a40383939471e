/** @type {import('loadero-test/script').Script<{ url: string }>} */
function join(client, { url }) {
  // The two participants of a copy of the group meet in a room of their own.
  client.url(`${url}?room=${client.globals.group.id}`)
  client.waitForElementVisible('#remote-video')
  client.pause(60 * 1000)
  client.takeScreenshot('call.png')
}
