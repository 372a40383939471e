// Plays an endless participant and names each process group that it starts, one a line, until it is killed.
import { runnerImport } from 'vite'

const equipment = new URL('./equipment.ts', import.meta.url)
const { module } = await runnerImport(equipment.pathname)
const { equipment: own } = await module.equip({ onGroup: (group) => console.log(group) })
const cues = { ...module.atOnce(), onReady: async () => console.log('ready') }
await module.play(own, 'client => client.perform(() => { for (;;); })', () => {}, { cues })
