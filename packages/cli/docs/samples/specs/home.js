/** @type {import('loadero-test/script').Script<{ url: string }>} */
function visit(client, { url }) {
  client.timeExecution('open', () => {
    client.url(url)
    client.waitForElementVisible('h1')
  })
  client.assert.textContains('h1', 'Example')
  client.takeScreenshot('home.png')
}
