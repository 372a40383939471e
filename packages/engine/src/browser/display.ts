import { once } from 'node:events'
import { connect, type NetConnectOpts } from 'node:net'
import { EngineError } from '../process/errors.js'
import type { Env } from '../process/workspace.js'

/** Variables that lead a program to the screen of its user. */
const displayVariables = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE']

/** What a browser with windows needs of the caller's environment. */
export function displayEnvironment(env: Env): Env {
  const values = Object.fromEntries(displayVariables.map((name) => [name, env[name]]))
  // The default of X11, which the home of a participant does not have.
  const { XAUTHORITY = env['HOME'] && `${env['HOME']}/.Xauthority` } = values
  return { ...values, XAUTHORITY }
}

const firstX11Port = 6_000
const connectTimeoutMs = 5_000

/** @throws EngineError on Linux without a screen that answers, where a browser ends at once */
export async function requireDisplay(env: Env, platform = process.platform): Promise<void> {
  const { DISPLAY: display = '', WAYLAND_DISPLAY: wayland = '' } = env
  if (platform !== 'linux' || wayland !== '') return
  const addresses = displayAddresses(display)
  for (const address of addresses) if (await isReachable(address)) return
  if (display !== '' && addresses.length === 0) return
  const problem =
    display === ''
      ? 'neither DISPLAY nor WAYLAND_DISPLAY is set'
      : `DISPLAY is ${display}, where no X server answers`
  throw new EngineError(`There is no screen for --headed: ${problem}`, {
    hint: 'Run it in a desktop session, or with a virtual screen: xvfb-run -a loadero-test --headed. Without --headed, no screen is needed.',
  })
}

/** Where the X server of a display listens: `:0`, `unix:0.1`, `localhost:10.0`. None for other forms. */
export function displayAddresses(display: string): readonly NetConnectOpts[] {
  const [, host, number] = /^([^:]*):(\d+)(?:\.\d+)?$/.exec(display) ?? []
  if (host === undefined) return []
  if (host !== '' && host !== 'unix') return [{ host, port: firstX11Port + Number(number) }]
  const path = `/tmp/.X11-unix/X${number}`
  // A server may listen in the abstract namespace of Linux alone.
  return [{ path }, { path: `\0${path}` }]
}

async function isReachable(address: NetConnectOpts): Promise<boolean> {
  const socket = connect({ ...address, timeout: connectTimeoutMs })
  const answer = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => false,
    ),
    once(socket, 'timeout').then(
      () => false,
      () => false,
    ),
  ])
  socket.destroy()
  return answer
}
