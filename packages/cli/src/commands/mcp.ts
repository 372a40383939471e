import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { createExecute, limitText } from '../mcp/execute.js'
import { createTools } from '../mcp/tools.js'
import type { Flags } from '../options/parse-arguments.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Serves the tools of loadero-test to an agent, over the standard input and output, until the input ends. */
export async function mcpCommand(
  flags: Flags,
  { env, cwd, version, signal }: Pick<CommandContext, 'env' | 'cwd' | 'version' | 'signal'>,
): Promise<Exit> {
  const [{ McpServer }, { StdioServerTransport }] = await loadSdk()
  const ended = new AbortController()
  const main = fileURLToPath(new URL('../../bin/loadero-test.js', import.meta.url))
  const execute = createExecute({ main, cwd, env, flags, signal: ended.signal })
  const server = new McpServer({ name: 'loadero-test', version })
  for (const { name, description, input, isReadOnly, call } of createTools(execute, Date.now)) {
    const annotations = { readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: !isReadOnly }
    server.registerTool(name, { description, inputSchema: input, annotations }, async (args, context) => {
      const { text, isError } = await call(args, context.mcpReq.signal)
      return { content: [{ type: 'text', text: limitText(text) }], isError }
    })
  }
  const transport = new StdioServerTransport()
  const inputEnded = once(process.stdin, 'end')
  await server.connect(transport)
  const interrupted = signal.aborted ? Promise.resolve() : once(signal, 'abort')
  await Promise.race([inputEnded, interrupted])
  ended.abort()
  await server.close()
  return { code: exitCodes.passed, reason: 'the client has disconnected' }
}

/** The SDK is an optional dependency. */
function loadSdk() {
  return Promise.all([
    import('@modelcontextprotocol/server'),
    import('@modelcontextprotocol/server/stdio'),
  ]).catch(() => {
    throw new UserError(
      'usage',
      '"mcp" needs the package @modelcontextprotocol/server, which is not installed',
      'Install it: npm install --save-dev @modelcontextprotocol/server',
    )
  })
}
