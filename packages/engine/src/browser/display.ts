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

/** @throws EngineError on Linux without a screen, where a browser ends at once */
export function requireDisplay(env: Env, platform = process.platform): void {
  if (platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return
  throw new EngineError('There is no screen for --headed: neither DISPLAY nor WAYLAND_DISPLAY is set', {
    hint: 'Run it in a desktop session, or with a virtual screen: xvfb-run -a loadero-test --headed. Without --headed, no screen is needed.',
  })
}
