import { jsonValueOf } from '@loadero-test/core/internal'
import { z } from 'zod'

/** What a command printed. */
export interface CommandOutput {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `loadero-test` with these arguments. Without `withToken` it gets no token, so that it cannot reach Loadero. */
export type ExecuteCommand = (
  args: readonly string[],
  options: { readonly withToken: boolean; readonly signal?: AbortSignal | undefined },
) => Promise<CommandOutput>

export interface Tool {
  readonly name: string
  readonly description: string
  readonly input: z.ZodObject
  /** Whether it only reads. */
  readonly isReadOnly: boolean
  readonly call: (input: unknown, signal?: AbortSignal) => Promise<ToolResult>
}

export interface ToolResult {
  readonly text: string
  readonly isError: boolean
}

/** Which tests a tool is about. */
export const selection = z.object({
  filters: z
    .array(z.string().min(1))
    .default([])
    .describe('Only spec files whose path contains one of these texts'),
  name: z.string().min(1).optional().describe('Only tests whose full name matches this regular expression'),
  tag: z.string().min(1).optional().describe('Only tests that match this tag expression'),
})

/** Words after `--` are never options. */
export function selectionArguments({ filters, name, tag }: z.output<typeof selection>): readonly string[] {
  return [
    ...(name === undefined ? [] : [`--name=${name}`]),
    ...(tag === undefined ? [] : [`--tag=${tag}`]),
    '--',
    ...filters,
  ]
}

export function createTool<Input extends z.ZodObject>(
  tool: Omit<Tool, 'input' | 'call'> & { readonly input: Input },
  call: (input: z.output<Input>, signal: AbortSignal | undefined) => Promise<ToolResult>,
): Tool {
  // An argument with a typing error would select more tests than was meant.
  const known = tool.input.strict()
  return {
    ...tool,
    input: known,
    call: async (input, signal) => {
      const { error } = known.safeParse(input)
      return error ? refuse(z.prettifyError(error)) : call(tool.input.parse(input), signal)
    },
  }
}

export function refuse(text: string): ToolResult {
  return { text, isError: true }
}

export function toResult({ code, stdout, stderr }: CommandOutput): ToolResult {
  return { text: [stdout, stderr].filter((text) => text !== '').join('\n'), isError: code !== 0 }
}

/** JSON that a command printed; undefined when it printed something else. */
export function parseOutput<T>(text: string, schema: z.ZodType<T>): T | undefined {
  return schema.safeParse(jsonValueOf(text)).data
}
