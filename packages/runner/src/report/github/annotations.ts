import type { Diagnostic, SourceLocation, Summary, TestResult } from '../../model/model.js'
import { headline, plural } from '../format.js'
import { plainLine, shorten } from '../plain-text.js'

/** GitHub shows ten of a step and drops the rest in silence: the tenth says how many more there are. */
const most = 9

/** Longer ones are refused. */
const mostCharacters = 4_000

interface Annotation {
  readonly title: string
  readonly message: string
  readonly location?: SourceLocation
}

/** Workflow commands that show on the specs' lines what did not pass. */
export function annotationsOf(summary: Summary): readonly string[] {
  const all: readonly Annotation[] = [
    ...summary.errors.map(({ message, hint = '' }) => ({
      title: 'loadero-test',
      message: `${message} ${hint}`,
    })),
    ...summary.diagnostics.filter(({ severity }) => severity === 'error').map(ofDiagnostic),
    ...summary.tests.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped').map(ofResult),
  ]
  const rest = all.length - most
  const shown = all.length <= most + 1 ? all : all.slice(0, most)
  const more = {
    title: 'loadero-test',
    message: `and ${plural(rest, 'more problem')}: see the summary of the job`,
  }
  return (shown.length < all.length ? [...shown, more] : shown).map(commandOf)
}

function ofDiagnostic({ code, message, location, hint = '' }: Diagnostic): Annotation {
  return {
    title: code,
    message: `${message} ${hint}`,
    location,
  }
}

function ofResult(result: TestResult): Annotation {
  return {
    title: `${result.verdict}: ${result.test.id}`,
    message: headline(result) || result.verdict,
    location: result.test.location,
  }
}

function commandOf({ title, message, location }: Annotation): string {
  const properties = {
    ...(location && { file: location.file, line: String(location.line) }),
    title: shorten(plainLine(title), 255),
  }
  const given = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`)
  return `::error ${given.join(',')}::${escapeData(shorten(plainLine(message), mostCharacters))}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(plainLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
