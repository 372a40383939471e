import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { displayAddresses, displayEnvironment, requireDisplay } from './display.js'

test.each([
  [{}, 'neither DISPLAY nor WAYLAND_DISPLAY is set'],
  [{ DISPLAY: '' }, 'neither DISPLAY nor WAYLAND_DISPLAY is set'],
  [{ DISPLAY: ':987654' }, 'DISPLAY is :987654, where no X server answers'],
  [{ DISPLAY: 'unix:987654.0' }, 'DISPLAY is unix:987654.0, where no X server answers'],
  [{ DISPLAY: 'display.invalid:0' }, 'DISPLAY is display.invalid:0, where no X server answers'],
])('on Linux, the environment %j has no screen', async (env, problem) => {
  await expect(requireDisplay(env, 'linux')).rejects.toThrow(`There is no screen for --headed: ${problem}`)
})

test.each([
  ['linux', { DISPLAY: 'another form' }],
  ['linux', { DISPLAY: ':987654', WAYLAND_DISPLAY: 'wayland-0' }],
  ['darwin', {}],
  ['win32', {}],
] as const)('on %s, the environment %j may have a screen', async (platform, env) => {
  await expect(requireDisplay(env, platform)).resolves.toBeUndefined()
})

test('a display that answers is a screen', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(requireDisplay({ DISPLAY: `127.0.0.1:${port - 6_000}.0` }, 'linux')).resolves.toBeUndefined()
})

test.each([
  [':0', [{ path: '/tmp/.X11-unix/X0' }, { path: '\0/tmp/.X11-unix/X0' }]],
  ['unix:7.1', [{ path: '/tmp/.X11-unix/X7' }, { path: '\0/tmp/.X11-unix/X7' }]],
  ['localhost:10.0', [{ host: 'localhost', port: 6_010 }]],
  ['', []],
  ['wayland-0', []],
])('the display %j is at %j', (display, addresses) => {
  expect(displayAddresses(display)).toEqual(addresses)
})

test('a browser gets the screen and no secret', () => {
  const env = { DISPLAY: ':0', HOME: '/home/ann', LOADERO_ACCESS_TOKEN: 'secret' }
  const { DISPLAY, XAUTHORITY, ...others } = displayEnvironment(env)
  expect({ DISPLAY, XAUTHORITY }).toEqual({ DISPLAY: ':0', XAUTHORITY: '/home/ann/.Xauthority' })
  expect(JSON.stringify(others)).toBe('{}')
})
