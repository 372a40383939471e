import { defineScript } from 'loadero-test/script'
import { waitForResults } from './pages/results.js'

export default defineScript<{ url: string; words: readonly string[] }>(async (client, { url, words }) => {
  // Each participant searches for another word.
  const word = words[client.globals.participant.globalID % words.length] ?? ''
  await client.url(url)
  await client.setValue('#search', word)
  await client.timeExecution('search', async () => {
    await client.click('#go')
    await waitForResults(client)
  })
})
