import { apiOperations } from '../openapi/operations.js'
import type { ApiOperation } from '../openapi/resource-operations.js'

/** The operation of a request, with the ids in its path by the names in the operation's path. */
export interface MatchedOperation {
  readonly operation: ApiOperation
  readonly ids: Readonly<Record<string, number>>
}

/** Undefined for a path that is none of the API. */
export function matchOperation(method: string, path: string): MatchedOperation | undefined {
  const segments = (path.split('?', 1)[0] ?? '').split('/')
  for (const operation of apiOperations) {
    if (operation.method.toUpperCase() !== method) continue
    const template = operation.path.split('/')
    if (template.length !== segments.length) continue
    const ids: Record<string, number> = {}
    const isMatch = template.every((part, index) => {
      const segment = segments[index] ?? ''
      if (!part.startsWith('{')) return part === segment
      if (part === '{type}') return segment !== ''
      ids[part.slice(1, -1)] = Number(segment)
      return /^\d{1,15}$/.test(segment)
    })
    if (isMatch) return { operation, ids }
  }
  return undefined
}
