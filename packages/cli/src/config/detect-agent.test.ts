import { expect, test } from 'vitest'
import { resolveConfig } from './config.js'
import { agentVariableNames, detectAgent } from './detect-agent.js'

function isAgentOf(env: Readonly<Record<string, string>>, flags: Readonly<Record<string, boolean>> = {}) {
  return resolveConfig({ command: 'report', filters: [], flags, env, cwd: '/project' }).agent
}

test.each(agentVariableNames)('%s shows that an agent runs the command', (name) => {
  expect(isAgentOf({ [name]: '1' })).toBe(true)
  for (const value of ['', '0', 'false', 'False']) expect(isAgentOf({ [name]: value })).toBe(false)
})

test.each(agentVariableNames)('a flag and a variable win over %s', (name) => {
  const env = { [name]: '1' }
  expect(isAgentOf(env, { agent: false })).toBe(false)
  expect(isAgentOf({ ...env, LOADERO_AGENT: '0' })).toBe(false)
  expect(isAgentOf({ ...env, LOADERO_AGENT: '0' }, { agent: true })).toBe(true)
})

test('without an agent the console is for people', () => {
  const env = { CI: 'true', PATH: '/usr/bin', TERM: 'xterm' }
  expect(isAgentOf(env)).toBe(false)
  expect(isAgentOf(env, { agent: true })).toBe(true)
  expect(isAgentOf({ ...env, LOADERO_AGENT: '1' })).toBe(true)
})

test('AI_AGENT names agents that this version does not know', () => {
  expect(detectAgent({ AI_AGENT: 'NewAgent', CLAUDECODE: '1' })).toBe('newagent')
  expect(detectAgent({ CLAUDECODE: '1' })).toBe('claude')
  expect(detectAgent({})).toBeUndefined()
})
