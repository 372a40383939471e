import { createApp, listen, openData, scriptedEngine } from '@loadero-test/server'

// A server process for server-kill.test.ts, which kills it. It prints its address.
const [, , directory = ''] = process.argv
const engine = scriptedEngine({ scenario: { default: { result: 'timeout' } } })
const app = createApp({ engine, data: await openData(directory), control: true })
const { url } = await listen({ app })
process.stdout.write(`${url}\n`)
