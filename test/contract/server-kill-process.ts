import { createApp, listen, openData, scriptedEngine } from '@loadero-test/server'

// A server as a process of its own, to be killed by whoever started it; it says where it listens.
const [, , directory = ''] = process.argv
const engine = scriptedEngine({ scenario: { default: { result: 'timeout' } } })
const app = createApp({ engine, data: await openData(directory), control: true })
const { url } = await listen({ app })
process.stdout.write(`${url}\n`)
