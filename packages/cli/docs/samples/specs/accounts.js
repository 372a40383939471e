/** @type {import('loadero-test/script').Script<{ url: string, domain: string, password: string }>} */
function logIn(client, { url, domain, password }) {
  const { globalID } = client.globals.participant
  client.url(url)
  client.setValue('#email', `customer-${globalID}@${domain}`)
  client.setValue('#password', password)
  client.click('#log-in')
  client.waitForElementVisible('#account')
}
