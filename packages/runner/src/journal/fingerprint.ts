import { hash } from 'node:crypto'
import type { SpecTest } from '../model/spec.js'
import type { SelectedTest } from './events.js'

/** What a journal keeps of a test. The script is left out, because it may contain secrets. */
export function fingerprintTest({ id, title, location, tags, properties, spec }: SpecTest): SelectedTest {
  const { script, scriptMap: _map, ...judged } = spec
  const withSource = (_key: string, value: unknown) => (typeof value === 'function' ? String(value) : value)
  return {
    id,
    title,
    location,
    tags,
    ...(properties && { properties }),
    specHash: hash('sha256', JSON.stringify(judged, withSource)).slice(0, 16),
    scriptHash: hash('sha256', script).slice(0, 16),
  }
}
