import type { Environment } from '../options/environment.js'

/** Variables that coding agents set for the commands that they run, by agent. `AI_AGENT` names any agent. */
const agentVariables = {
  claude: ['CLAUDECODE', 'CLAUDE_CODE'],
  codex: ['CODEX_SANDBOX', 'CODEX_THREAD_ID', 'CODEX_CI'],
  copilot: ['COPILOT_AGENT', 'COPILOT_CLI'],
  cursor: ['CURSOR_AGENT'],
  gemini: ['GEMINI_CLI'],
  opencode: ['OPENCODE'],
  auggie: ['AUGMENT_AGENT'],
  junie: ['JUNIE_DATA', 'JUNIE_SHIM_PATH'],
  replit: ['REPL_ID'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export const agentVariableNames: readonly string[] = ['AI_AGENT', ...Object.values(agentVariables).flat()]

/** The coding agent that runs this process, if any. `false`, `0` and an empty text mean that a variable is not set. */
export function detectAgent(env: Environment): string | undefined {
  const isSet = (name: string) => !['', '0', 'false'].includes((env[name] ?? '').toLowerCase())
  if (isSet('AI_AGENT')) return env['AI_AGENT']?.toLowerCase()
  return Object.entries(agentVariables).find(([, names]) => names.some(isSet))?.[0]
}
