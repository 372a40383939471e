import { readFile } from 'node:fs/promises'
import { errorMessage, plural, writeFileAtomic } from '@loadero-test/core/internal'
import { z } from 'zod'
import { formatMs } from '../../model/duration.js'
import { isFlaky } from '../../model/result.js'
import { sessionErrors, type Summary } from '../../model/session.js'
import { headline } from '../format.js'
import { plainLine, shorten } from '../plain-text.js'
import type { Reporter } from '../reporter.js'

export type ChatService = 'slack' | 'teams' | 'webhook'

export interface ChatOptions {
  readonly service: ChatService
  /** The address that the message is posted to. It is a secret, and never shown. */
  readonly url: string
  /**
   * `failure` (the default): when the session did not pass. `change`: when it did not pass, or passes again; needs the
   * state of the previous session. `always`: after each session.
   */
  readonly on?: 'failure' | 'change' | 'always' | undefined
  /** Absolute path of the file that keeps the state between sessions. */
  readonly stateFile: string
  /** Receives a sentence when the message could not be sent. */
  readonly warn: (message: string) => void
}

const timeoutMs = 15_000
const stateSchema = z.object({ passed: z.boolean() })

/** Posts one message at the end of the session. A message that cannot be sent is a warning. */
export function chatReporter({ service, url, on = 'failure', stateFile, warn }: ChatOptions): Reporter {
  return {
    name: service,
    onEnd: async (summary) => {
      const passed = summary.exit.code === 0
      const previous =
        on === 'change'
          ? await readFile(stateFile, 'utf8')
              .then((text) => stateSchema.parse(JSON.parse(text)).passed)
              .catch(() => undefined)
          : undefined
      const isWanted =
        on === 'always' ||
        (on === 'failure' ? !passed : previous === undefined ? !passed : previous !== passed)
      try {
        if (isWanted) {
          const response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(bodies[service](summary)),
            redirect: 'error',
            signal: AbortSignal.timeout(timeoutMs),
          })
          if (!response.ok) throw new Error(`it answered ${response.status}`)
        }
        // A change that was not sent stays a change.
        if (on === 'change') await writeFileAtomic(stateFile, JSON.stringify({ passed }))
      } catch (error) {
        const cause = error instanceof Error && error.cause ? `: ${errorMessage(error.cause)}` : ''
        const message = `${errorMessage(error)}${cause}`.replaceAll(url, '***')
        warn(`The message to ${service} was not sent: ${message}`)
      }
    },
  }
}

const maxTests = 10
const maxLineCharacters = 240

/** A bounded message: the outcome, the tests that did not pass, and where it ran. */
function messageOf(summary: Summary) {
  const { exit, tests, durationMs, environment, simulated, sessionId } = summary
  const passed = tests.filter(({ verdict }) => verdict === 'passed').length
  const flaky = tests.filter(isFlaky).length
  const problems = [
    ...sessionErrors(summary).map(({ message }) => ({ name: 'session', text: message })),
    ...tests
      .filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
      .map((result) => ({ name: `${result.verdict}: ${result.test.id}`, text: headline(result) })),
  ]
  const line = (text: string) => shorten(plainLine(text), maxLineCharacters)
  const { branch, commit, build } = environment
  return {
    title: line(`loadero-test: ${exit.reason}${simulated ? ' (simulated)' : ''}`),
    facts: line(
      [
        `${passed} of ${plural(tests.length, 'test')} passed${flaky > 0 ? `, ${flaky} flaky` : ''}`,
        formatMs(durationMs),
        ...(branch ? [`branch ${branch}`] : []),
        ...(commit ? [`commit ${commit.slice(0, 12)}`] : []),
        `session ${sessionId}`,
      ].join(', '),
    ),
    problems: problems.slice(0, maxTests).map(({ name, text }) => ({ name: line(name), text: line(text) })),
    rest: Math.max(0, problems.length - maxTests),
    build: build && URL.canParse(build) && /^https?:/.test(build) ? build : undefined,
  }
}

const bodies: Readonly<Record<ChatService, (summary: Summary) => unknown>> = {
  slack: (summary) => {
    const { title, facts, problems, rest, build } = messageOf(summary)
    // These three signs make mentions and links.
    const escape = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const lines = [
      ...problems.map(({ name, text }) => `• *${escape(name)}*\n${escape(text)}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ]
    const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } })
    return {
      text: escape(title),
      blocks: [
        section(`*${escape(title)}*\n${escape(facts)}`),
        // A section has at most 3,000 characters.
        ...lines.map((text) => section(text.slice(0, 2_900))),
        ...(build === undefined ? [] : [section(`<${escape(build)}|Build>`)]),
      ],
    }
  },
  teams: (summary) => {
    const { title, facts, problems, rest, build } = messageOf(summary)
    // A text block reads Markdown.
    const escape = (text: string) => text.replaceAll(/[\\`*_{}[\]()#+!|<>~-]/g, String.raw`\$&`)
    const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more })
    return {
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [
              block(escape(title), { weight: 'Bolder', size: 'Medium' }),
              block(escape(facts), { isSubtle: true }),
              ...problems.flatMap(({ name, text }) => [
                block(escape(name), { weight: 'Bolder', spacing: 'Medium' }),
                block(escape(text), { spacing: 'None' }),
              ]),
              ...(rest > 0 ? [block(`and ${rest} more`)] : []),
            ],
            ...(build !== undefined && {
              actions: [{ type: 'Action.OpenUrl', title: 'Build', url: build }],
            }),
          },
        },
      ],
    }
  },
  webhook: (summary) => {
    const { title, facts, problems, rest, build } = messageOf(summary)
    const { exit, sessionId, simulated } = summary
    return {
      title,
      facts,
      exit: { code: exit.code, reason: shorten(plainLine(exit.reason), maxLineCharacters) },
      session: sessionId,
      simulated,
      problems,
      moreProblems: rest,
      ...(build !== undefined && { build }),
    }
  },
}
