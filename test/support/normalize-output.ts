import { tmpdir } from 'node:os'

const sessionId = /\b\d{8}-\d{6}-[\da-z]{4}\b/g
// The time of a poll decides which of these statuses it sees.
const passingStatus =
  /^ {2}.+: run \d+ is (?:pending|initializing|running|waiting-results|collecting-results|stopping)\n/gm
const duration = String.raw`(?:\d+ ms|[\d.]+ s|\d+ min \d+ s|\d+ h \d+ min)`

/** Replaces what differs between two executions: paths, ports, durations, sessions, versions, passing statuses. */
export function normalizeOutput(text: string): string {
  return text
    .replaceAll(new RegExp(`(?:/private)?${tmpdir()}/loadero-test-\\w{6}`, 'g'), '<root>')
    .replaceAll(sessionId, '<session>')
    .replaceAll(passingStatus, '')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(new RegExp(`(?<= {2})${duration}(?=\\s|$)`, 'gm'), '<duration>')
    .replaceAll(/(?<= failed at )[\d.]+ s$/gm, '<duration>')
    .replaceAll(/^loadero-test \d+\.\d+\.\d+/gm, 'loadero-test <version>')
    .replaceAll(/\bprocess \d+/g, 'process <pid>')
    .replaceAll(/(?<= says \()[0-9a-f]{8}(?=\))/g, '<hash>')
}
