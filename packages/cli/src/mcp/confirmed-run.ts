import { z } from 'zod'
import {
  createTool,
  type ExecuteCommand,
  parseOutput,
  refuse,
  selection,
  selectionArguments,
  type Tool,
  toResult,
} from './tool.js'

/** What `plan` showed, for one run. */
export interface Confirmation {
  readonly names: readonly string[]
  readonly computeUnits: number
  /** The plan, which has to be the same when the run starts. */
  readonly content: string
  readonly expiresMs: number
}

/** A plan that is older says little about what a run does. */
const confirmationMs = 10 * 60_000

const planSchema = z.object({
  tests: z.array(z.looseObject({ name: z.string(), id: z.number().optional(), computeUnits: z.number() })),
  computeUnits: z.number(),
})

/** What the tools work with. */
interface ToolContext {
  readonly execute: ExecuteCommand
  readonly now: () => number
  readonly newId: () => string
  /** By id, until they are used. */
  readonly confirmations: Map<string, Confirmation>
}

async function planFor(execute: ExecuteCommand, args: readonly string[], signal: AbortSignal | undefined) {
  const output = await execute(['plan', '--format=json', ...args], { withToken: true, signal })
  return { output, plan: output.code === 0 ? parseOutput(output.stdout, planSchema) : undefined }
}

/** Arguments that select the tests with these names. */
function exactly(names: readonly string[]): readonly string[] {
  const escaped = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`))
  return [`--name=^(?:${escaped.join('|')})$`]
}

export function createPlanTool({ execute, now, newId, confirmations }: ToolContext): Tool {
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
export function createRunTool({ execute, now, confirmations }: ToolContext): Tool {
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
