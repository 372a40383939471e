import { createHash } from 'node:crypto'
import type { SpecTest } from '../model/spec.js'
import type { SelectedTest } from './events.js'

/** What a journal keeps of a test. The script is left out, because it may contain secrets. */
export function fingerprintTest({ id, title, location, tags, properties, spec }: SpecTest): SelectedTest {
  const { script, scriptMap: _map, ...judged } = spec
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
  const withSource = (_key: string, value: unknown) => (typeof value === 'function' ? String(value) : value)
  return {
    id,
    title,
    location,
    tags,
    ...(properties && { properties }),
    specHash: hash(JSON.stringify(judged, withSource)),
    scriptHash: hash(script),
  }
}
