import { expect, test } from 'vitest'
import { displayEnvironment, requireDisplay } from './display.js'

test.each([{}, { DISPLAY: '' }])('on Linux, the environment %j has no screen', (env) => {
  expect(() => requireDisplay(env, 'linux')).toThrow('There is no screen for --headed')
})

test.each([
  ['linux', { DISPLAY: ':0' }],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }],
  ['darwin', {}],
  ['win32', {}],
] as const)('on %s, the environment %j has a screen', (platform, env) => {
  expect(() => requireDisplay(env, platform)).not.toThrow()
})

test('a browser gets the screen and no secret', () => {
  const env = { DISPLAY: ':0', HOME: '/home/ann', LOADERO_ACCESS_TOKEN: 'secret' }
  const { DISPLAY, XAUTHORITY, ...others } = displayEnvironment(env)
  expect({ DISPLAY, XAUTHORITY }).toEqual({ DISPLAY: ':0', XAUTHORITY: '/home/ann/.Xauthority' })
  expect(JSON.stringify(others)).toBe('{}')
})
