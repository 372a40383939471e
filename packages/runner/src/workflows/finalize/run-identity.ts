import type { LoaderoClient, Run } from '@loadero-test/core'
import type { SpecReceipt } from '../../model/result.js'
import { checkRunIdentity, type RunOfSpec } from '../../verdict/run-identity.js'
import { violation, type Violation } from '../../verdict/invariants/violation.js'

/** A run whose frozen copy is not of its spec. It is stopped, and its results are not judged. */
export class OtherSpecError extends Error {
  override readonly name = 'OtherSpecError'
}

export interface IdentityCheck {
  /** `undefined` when the run is of the spec. Reads the script of the run once. Rejects when it cannot be read. */
  check(run: Run): Promise<Violation | undefined>
  /**
   * Checks a run that was just launched, as far as it can be read. What cannot be read now is read when the run is over.
   * @throws OtherSpecError
   */
  checkLaunched(run: Run): Promise<void>
  /** The proof that reports show. */
  readonly receipt: SpecReceipt
}

/** Compares the run of a test with its spec. */
export function createIdentityCheck(
  spec: RunOfSpec,
  testId: number,
  { client, signal }: { readonly client: LoaderoClient; readonly signal: AbortSignal },
): IdentityCheck {
  const scripts = new Map<number, string>()
  const readScript = async (fileId: number) => {
    const text = scripts.get(fileId) ?? (await client.files.get(fileId, { signal })).content ?? ''
    scripts.set(fileId, text)
    return text
  }
  let known: Run | undefined
  const check = async (run: Run) => {
    known ??= run
    if (known.created !== run.created) {
      const message = `run ${run.id} is not the one that was launched: it was created at ${run.created}, not at ${known.created}`
      return violation('run-of-spec', message)
    }
    const { script_file_id: fileId } = run
    return checkRunIdentity(spec, run, fileId === undefined ? undefined : await readScript(fileId), testId)
  }
  return {
    check,
    receipt: { file: spec.file, hash: spec.hash },
    checkLaunched: async (run) => {
      // A run that another process launched is only known by its id.
      if (run.script_file_id === undefined || run.test_name === undefined) return
      const found = await check(run).catch(() => undefined)
      if (found) throw new OtherSpecError(found.message)
    },
  }
}
