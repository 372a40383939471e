import type { Client } from 'loadero-test/script'

export async function waitForResults(client: Client): Promise<void> {
  await client.waitForElementVisible('#results', 10_000)
}
