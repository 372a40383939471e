import { stripVTControlCharacters } from 'node:util'
import { readEnd } from '../../model/read-end.js'

/** A command of a script, as its log shows it. */
export interface LoggedCommand {
  /** Milliseconds since the epoch. Absent when the line has no time. */
  readonly endedMs?: number
  /** In milliseconds. Absent for an assertion that was not timed. */
  readonly durationMs?: number
  readonly text: string
  readonly failed: boolean
}

/** What the page of a participant shows of its logs. */
export interface ParticipantLogs {
  /** In the order of the log. */
  readonly commands: readonly LoggedCommand[]
  /** The end of each log that is a text, by the path of its file. */
  readonly ends: ReadonlyMap<string, string>
}

const maxBytes = 200_000
const maxLines = 300
const maxCommands = 300

/** `2026-01-31T12:00:00.000Z → click("#buy") 12 ms` */
const commandLine =
  /^(?:\[\w+\] )*\[?(\d{4}-\d\d-\d\d[T ][\d:.]{8,18}Z?)?\]? ?(?:\[\w+\] )*\s*([→✔√✖✘×])\s+(.*?)(?: \(?(\d+) ?ms\)?)?$/u

/** Reads the ends of the logs of a participant: what matters for a failure is there. A file that is gone is left out. */
export async function readParticipantLogs(files: readonly string[]): Promise<ParticipantLogs> {
  const ends = new Map<string, string>()
  let commands: readonly LoggedCommand[] = []
  for (const file of files.filter((one) => /\.(?:log|txt)$/.test(one) && !one.endsWith('webrtc.log'))) {
    const end = await readEnd(file, maxBytes).catch(() => undefined)
    if (end === undefined) continue
    // The first line is cut where the end of a long file begins.
    const text = end.isCut ? end.text.slice(end.text.indexOf('\n') + 1) : end.text
    const lines = stripVTControlCharacters(text).trimEnd().split('\n')
    if (file.endsWith('script.log')) {
      const found = lines.flatMap((line): LoggedCommand[] => {
        const [, time, sign = '', command, duration] = commandLine.exec(line) ?? []
        if (command === undefined) return []
        const endedMs = Date.parse(time ?? '')
        return [
          {
            ...(!Number.isNaN(endedMs) && { endedMs }),
            ...(duration !== undefined && { durationMs: Number(duration) }),
            text: command,
            failed: /[✖✘×]/.test(sign),
          },
        ]
      })
      commands = found.slice(-maxCommands)
    }
    ends.set(file, lines.slice(-maxLines).join('\n'))
  }
  return { commands, ends }
}
