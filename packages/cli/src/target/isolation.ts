import { UserError } from '@loadero-test/runner/errors'
import type { OptionValues } from '../options/options.js'

type IsolationSettings = Pick<OptionValues, 'isolation' | 'grid' | 'headed'>

/** @throws UserError when participants are to share a browser that cannot be shared */
export function checkIsolation({ isolation, grid, headed }: IsolationSettings): void {
  if (isolation !== 'context') return
  const [option, reason] = grid
    ? ['--grid', 'the browsers of a grid cannot be shared']
    : ['--headed', 'a shared browser has no windows']
  if (!grid && !headed) return
  throw new UserError(
    'usage',
    `--isolation context cannot be combined with ${option}: ${reason}`,
    `Remove ${option}, or use --isolation browser. The value may come from LOADERO_ISOLATION or loadero.config.ts.`,
  )
}
