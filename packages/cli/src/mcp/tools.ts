import { randomBytes } from 'node:crypto'
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

/** What `plan` showed, for one run. */
interface Confirmation {
  readonly names: readonly string[]
  readonly computeUnits: number
  /** The plan, which has to be the same when the run starts. */
  readonly content: string
  readonly expiresMs: number
}

/** A plan that is older says little about what a run does. */
const confirmationMs = 10 * 60_000

const selection = z.object({
  filters: z
    .array(z.string().min(1))
    .default([])
    .describe('Only spec files whose path contains one of these texts'),
  name: z.string().min(1).optional().describe('Only tests whose full name matches this regular expression'),
  tag: z.string().min(1).optional().describe('Only tests that match this tag expression'),
})

const planSchema = z.object({
  tests: z.array(z.looseObject({ name: z.string(), id: z.number().optional(), computeUnits: z.number() })),
  computeUnits: z.number(),
})

const reportSchema = z.object({
  tests: z.array(z.looseObject({ name: z.string(), verdict: z.string() })),
})

/** Words after `--` are never options. */
function selectionArguments({ filters, name, tag }: z.output<typeof selection>): readonly string[] {
  return [
    ...(name === undefined ? [] : [`--name=${name}`]),
    ...(tag === undefined ? [] : [`--tag=${tag}`]),
    '--',
    ...filters,
  ]
}

function createTool<Input extends z.ZodObject>(
  tool: Omit<Tool, 'input' | 'call'> & { readonly input: Input },
  call: (input: z.output<Input>, signal: AbortSignal | undefined) => Promise<ToolResult>,
): Tool {
  return {
    ...tool,
    call: async (input, signal) => {
      const parsed = tool.input.safeParse(input)
      return parsed.success ? call(parsed.data, signal) : refuse(z.prettifyError(parsed.error))
    },
  }
}

function refuse(text: string): ToolResult {
  return { text, isError: true }
}

function toResult({ code, stdout, stderr }: CommandOutput): ToolResult {
  return { text: [stdout, stderr].filter((text) => text !== '').join('\n'), isError: code !== 0 }
}

/** JSON that a command printed; undefined when it printed something else. */
function parseOutput<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** What the tools work with. */
interface ToolContext {
  readonly execute: ExecuteCommand
  readonly now: () => number
  readonly newId: () => string
  /** By id, until they are used. */
  readonly confirmations: Map<string, Confirmation>
}

const offline = { withToken: false } as const

const session = z.object({
  session: z
    .string()
    .regex(/^[\w-]+$/)
    .default('last')
    .describe('Id of a session, or last'),
})

async function planFor(execute: ExecuteCommand, args: readonly string[], signal: AbortSignal | undefined) {
  const output = await execute(['plan', '--format=json', ...args], { withToken: true, signal })
  return { output, plan: output.code === 0 ? parseOutput(output.stdout, planSchema) : undefined }
}

/** Arguments that select the tests with these names. */
function exactly(names: readonly string[]): readonly string[] {
  const escaped = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`))
  return [`--name=^(?:${escaped.join('|')})$`]
}

function createSpecTools(execute: ExecuteCommand): readonly Tool[] {
  return [
    createTool(
      {
        name: 'list_tests',
        description: 'List the tests that would run, with files, lines, participants and diagnostics',
        input: selection,
        isReadOnly: true,
      },
      async (input, signal) =>
        toResult(
          await execute(['list', '--format=json', ...selectionArguments(input)], { ...offline, signal }),
        ),
    ),
    createTool(
      {
        name: 'check_specs',
        description: 'Check the spec files and print each error and warning with its place and a hint',
        input: selection,
        isReadOnly: true,
      },
      async (input, signal) => {
        const output = await execute(['list', '--format=json', ...selectionArguments(input)], {
          ...offline,
          signal,
        })
        const content = parseOutput(output.stdout, z.object({ diagnostics: z.array(z.unknown()) }))
        if (content === undefined) return toResult(output)
        return { text: JSON.stringify(content.diagnostics, undefined, 2), isError: output.code !== 0 }
      },
    ),
  ]
}

function createOfflineRunTools(execute: ExecuteCommand): readonly Tool[] {
  return [
    createTool(
      {
        name: 'simulate',
        description: 'Run without browsers: outcomes come from a scenario file. Costs nothing.',
        input: selection.extend({ scenario: z.string().min(1).describe('Path of the scenario file') }),
        isReadOnly: false,
      },
      async ({ scenario, ...input }, signal) =>
        toResult(
          await execute(['run', `--simulate=${scenario}`, '--agent', ...selectionArguments(input)], {
            ...offline,
            signal,
          }),
        ),
    ),
    createTool(
      {
        name: 'run_locally',
        description: 'Run with real browsers on this machine, without Loadero. Costs nothing.',
        input: selection,
        isReadOnly: false,
      },
      async (input, signal) =>
        toResult(
          await execute(['run', '--local', '--agent', ...selectionArguments(input)], { ...offline, signal }),
        ),
    ),
  ]
}

function createReportTools(execute: ExecuteCommand): readonly Tool[] {
  return [
    createTool(
      {
        name: 'report',
        description: 'Report a session again: verdicts, reasons and files',
        input: session,
        isReadOnly: true,
      },
      async ({ session: id }, signal) =>
        toResult(await execute(['report', id, '--reporter=console', '--agent'], { ...offline, signal })),
    ),
    createTool(
      {
        name: 'explain_failure',
        description: 'All that is known of a test that did not pass: checks, reasons, participants, files',
        input: session.extend({ test: z.string().min(1).describe('Full name of the test') }),
        isReadOnly: true,
      },
      async ({ session: id, test }, signal) => {
        const output = await execute(['report', id, '--reporter=json=-'], { ...offline, signal })
        const report = parseOutput(output.stdout, reportSchema)
        if (report === undefined) return { ...toResult(output), isError: true }
        const found = report.tests.find(({ name }) => name === test)
        const names = report.tests.map(({ name, verdict }) => `${verdict} ${name}`)
        if (!found) return refuse(`Session ${id} has no test '${test}'. Its tests are:\n${names.join('\n')}`)
        return { text: JSON.stringify(found, undefined, 2), isError: false }
      },
    ),
  ]
}

function createPlanTool({ execute, now, newId, confirmations }: ToolContext): Tool {
  return createTool(
    {
      name: 'plan_run',
      description:
        'Show what a run at Loadero would change and what it costs, and return the confirmation that run_at_loadero needs. Changes nothing.',
      input: selection,
      isReadOnly: true,
    },
    async (input, signal) => {
      const first = await planFor(execute, selectionArguments(input), signal)
      const names = first.plan?.tests.map(({ name }) => name) ?? []
      if (names.length === 0) return toResult({ ...first.output, code: first.output.code || 1 })
      const { output, plan } = await planFor(execute, exactly(names), signal)
      if (plan === undefined || plan.computeUnits <= 0) return { ...toResult(output), isError: true }
      const confirmation = newId()
      const expiresMs = now() + confirmationMs
      confirmations.set(confirmation, {
        names: plan.tests.map(({ name }) => name),
        computeUnits: plan.computeUnits,
        content: JSON.stringify(plan),
        expiresMs,
      })
      const ids = plan.tests.map(({ id, name, computeUnits }) => ({ id: id ?? 'new', name, computeUnits }))
      const answer = { confirmation, expires: new Date(expiresMs).toISOString(), tests: ids }
      return {
        text: JSON.stringify({ ...answer, computeUnits: plan.computeUnits, plan }, undefined, 2),
        isError: false,
      }
    },
  )
}

/** The only tool that spends compute units. */
function createRunTool({ execute, now, confirmations }: ToolContext): Tool {
  return createTool(
    {
      name: 'run_at_loadero',
      description:
        'Run the tests of a plan at Loadero, which costs compute units. Ask the user first. Each confirmation of plan_run works once.',
      input: z.object({ confirmation: z.string() }),
      isReadOnly: false,
    },
    async ({ confirmation: id }, signal) => {
      const confirmation = confirmations.get(id)
      confirmations.delete(id)
      if (!confirmation) return refuse('The confirmation is unknown or was used. Call plan_run again.')
      if (now() >= confirmation.expiresMs) return refuse('The confirmation has expired. Call plan_run again.')
      const { names, computeUnits, content } = confirmation
      const { output, plan } = await planFor(execute, exactly(names), signal)
      if (plan === undefined) return { ...toResult(output), isError: true }
      if (JSON.stringify(plan) !== content)
        return refuse('The plan has changed since plan_run. Nothing was launched. Call plan_run again.')
      if (now() >= confirmation.expiresMs) return refuse('The confirmation has expired. Call plan_run again.')
      return toResult(
        await execute(
          [
            'run',
            ...exactly(names),
            `--max-cu=${computeUnits}`,
            '--retries=0',
            '--retry-failed=0',
            '--agent',
          ],
          { withToken: true, signal },
        ),
      )
    },
  )
}

/**
 * The tools of the MCP server. Only `run_at_loadero` spends compute units, and only with the confirmation that
 * `plan_run` returned for the same tests: once, for ten minutes, and while the plan is the same.
 */
export function createTools(
  execute: ExecuteCommand,
  now: () => number,
  newId: () => string = () => randomBytes(8).toString('hex'),
): readonly Tool[] {
  const context = { execute, now, newId, confirmations: new Map<string, Confirmation>() }
  return [
    ...createSpecTools(execute),
    createPlanTool(context),
    createRunTool(context),
    ...createOfflineRunTools(execute),
    ...createReportTools(execute),
  ]
}
