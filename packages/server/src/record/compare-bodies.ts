import { isObject } from '@loadero-test/core/internal'

/** What a service and the local Loadero do differently. */
export interface BodyDifference {
  readonly kind: 'status' | 'field' | 'type' | 'order' | 'value'
  /** Where in the body, e.g. `results[].mode`. Empty for the whole response. */
  readonly path: string
  /** What the service sends. `nothing` for a field that it leaves out. */
  readonly service: string
  readonly local: string
}

export interface CompareOptions {
  /** Whether the values at a path are compared, too. */
  readonly comparesValue: (path: string) => boolean
  /** Whether one of both may leave out the field at a path. */
  readonly mayBeMissing: (path: string) => boolean
}

const maxValueLength = 60

/** Compares fields, types and the order of rows. */
export function compareBodies(
  service: unknown,
  local: unknown,
  options: CompareOptions,
  path = '',
): readonly BodyDifference[] {
  const types = [describeType(service), describeType(local)] as const
  if (types[0] !== types[1]) return [{ kind: 'type', path, service: types[0], local: types[1] }]
  if (Array.isArray(service) && Array.isArray(local)) return compareLists(service, local, options, path)
  if (isObject(service) && isObject(local)) return compareObjects(service, local, options, path)
  if (service === local || !options.comparesValue(path)) return []
  return [
    { kind: 'value', path, service: shorten(JSON.stringify(service)), local: shorten(JSON.stringify(local)) },
  ]
}

function compareObjects(
  service: Readonly<Record<string, unknown>>,
  local: Readonly<Record<string, unknown>>,
  options: CompareOptions,
  path: string,
): readonly BodyDifference[] {
  const keys = [...new Set([...Object.keys(service), ...Object.keys(local)])]
  return keys.flatMap((key): readonly BodyDifference[] => {
    // Metrics are keyed by their paths, which would make one difference look like many.
    const name = key.includes('/') ? '{metric}' : key
    const at = path === '' ? name : `${path}.${name}`
    if (Object.hasOwn(service, key) && Object.hasOwn(local, key)) {
      return compareBodies(service[key], local[key], options, at)
    }
    if (options.mayBeMissing(at)) return []
    return Object.hasOwn(service, key)
      ? [{ kind: 'field', path: at, service: describeType(service[key]), local: 'nothing' }]
      : [{ kind: 'field', path: at, service: 'nothing', local: describeType(local[key]) }]
  })
}

/** Rows of lists are compared by their ids, and the order is a difference of its own. */
function compareLists(
  service: readonly unknown[],
  local: readonly unknown[],
  options: CompareOptions,
  path: string,
): readonly BodyDifference[] {
  const [localRows, serviceRows] = [indexRows(local), indexRows(service)]
  const at = `${path}[]`
  if (localRows === undefined || serviceRows === undefined) {
    const length = Math.min(service.length, local.length)
    return service.slice(0, length).flatMap((item, index) => compareBodies(item, local[index], options, at))
  }
  const common = [...serviceRows.keys()].filter((key) => localRows.has(key))
  const localOrder = [...localRows.keys()].filter((key) => serviceRows.has(key))
  const order: BodyDifference[] =
    common.join() === localOrder.join()
      ? []
      : [{ kind: 'order', path, service: describeOrder(common), local: describeOrder(localOrder) }]
  const only = (keys: readonly string[]) =>
    keys.length === 0 ? 'nothing more' : `also ${shorten(keys.join(', '))}`
  const onlyService = [...serviceRows.keys()].filter((key) => !localRows.has(key))
  const onlyLocal = [...localRows.keys()].filter((key) => !serviceRows.has(key))
  const rows: BodyDifference[] =
    onlyService.length + onlyLocal.length === 0 || !options.comparesValue(at)
      ? []
      : [{ kind: 'value', path: at, service: only(onlyService), local: only(onlyLocal) }]
  return [
    ...order,
    ...rows,
    ...common.flatMap((key) => compareBodies(serviceRows.get(key), localRows.get(key), options, at)),
  ]
}

/** The items by their ids, values or texts. Undefined for items without any, or with repeated ones. */
function indexRows(items: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const rows = new Map<string, unknown>()
  for (const item of items) {
    const key = isObject(item) ? (item['id'] ?? item['run_assert_id'] ?? item['value']) : item
    if ((typeof key !== 'number' && typeof key !== 'string') || rows.has(String(key))) return undefined
    rows.set(String(key), item)
  }
  return rows
}

function describeOrder(keys: readonly string[]): string {
  const numbers = keys.map(Number)
  if (numbers.every((id, index) => index === 0 || id > (numbers[index - 1] ?? 0))) return 'oldest first'
  if (numbers.every((id, index) => index === 0 || id < (numbers[index - 1] ?? 0))) return 'newest first'
  return shorten(keys.join(', '))
}

function describeType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value !== 'string') return typeof value
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) ? 'date-time' : 'string'
}

function shorten(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength - 1)}…` : text
}
