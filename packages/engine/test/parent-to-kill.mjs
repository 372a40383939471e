// Runs an endless participant with an isolation until it is killed: `node parent-to-kill.mjs <isolation>`. Prints each
// process group that it starts, one per line, then `ready`.
import { runnerImport } from 'vite'

const helpers = new URL('./engine-context.ts', import.meta.url)
const { module } = await runnerImport(helpers.pathname)
const { context } = await module.createTestContext({
  isolation: process.argv[2],
  onGroup: (group) => console.log(group),
})
const hooks = { ...module.createHooks(), onReady: async () => console.log('ready') }
await module.runScript(context, 'client => client.perform(() => { for (;;); })', () => {}, { hooks })
