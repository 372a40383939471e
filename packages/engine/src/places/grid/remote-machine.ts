import { readFileSync } from 'node:fs'
import type { Cdp } from '../../cdp/cdp.js'
import type { CdpTarget } from '../../cdp/targets.js'
import type { RemoteMachine } from '../../metrics/machine.js'

const binding = '__loaderoTestCpuPressure'
/** JavaScript of the page does not see what runs in this world. */
const worldName = 'loadero-test-load'
/** The browser reports once a second. A sample that ends before the next report has the state of the last one. */
const stateHoldsMs = 1_500
const source = readFileSync(new URL('../../../page/cpu-pressure.js', import.meta.url), 'utf8')

/** What a browser says about the machine that it runs on. */
export async function createRemoteMachine(cdp: Cdp): Promise<RemoteMachine> {
  let states: string[] = []
  let last: { readonly state: string; readonly at: number } | undefined
  let hasFocused = false
  return {
    cores: await coresOf(cdp),
    takePressure() {
      const held = last && performance.now() - last.at < stateHoldsMs ? [last.state] : []
      const taken = states.length > 0 ? states : held
      states = []
      return taken.length === 0 ? undefined : taken.includes('critical') ? 'critical' : 'normal'
    },
    async watch({ type, session }: CdpTarget) {
      if (type !== 'page') return
      session.on('Runtime.bindingCalled', ({ name, payload }) => {
        if (name !== binding) return
        states.push(payload)
        last = { state: payload, at: performance.now() }
      })
      const commands = [
        session.send('Page.enable'),
        session.send('Runtime.addBinding', { name: binding, executionContextName: worldName }),
        session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName, runImmediately: true }),
      ]
      // A full browser gives the focus to no page by itself. Later windows get it as they do for a person.
      if (!hasFocused) commands.push(session.send('Page.bringToFront'))
      hasFocused = true
      await Promise.allSettled(commands)
    },
  }
}

/** The cores of the machine, as a page knows them. */
async function coresOf(cdp: Cdp): Promise<number | undefined> {
  try {
    const { targetInfos } = await cdp.send('Target.getTargets')
    const targetId = targetInfos.find(({ type }) => type === 'page')?.targetId
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true })
    const expression = 'navigator.hardwareConcurrency'
    const { result } = await cdp.session(sessionId).send('Runtime.evaluate', { expression })
    await cdp.send('Target.detachFromTarget', { sessionId })
    return typeof result.value === 'number' && result.value > 0 ? result.value : undefined
  } catch {
    return undefined
  }
}
