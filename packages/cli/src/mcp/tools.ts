import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Confirmation, createPlanTool, createRunTool } from './confirmed-run.js'
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

const reportSchema = z.object({
  tests: z.array(z.looseObject({ name: z.string(), verdict: z.string() })),
})

const offline = { withToken: false } as const

const session = z.object({
  session: z
    .string()
    .regex(/^[\w-]+$/)
    .default('last')
    .describe('Id of a session, or last'),
})

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
        description: 'Everything known about a test that did not pass: checks, reasons, participants, files',
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
