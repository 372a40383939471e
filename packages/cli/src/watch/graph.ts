import { resolve } from 'node:path'
import { sourcesOf } from '@loadero-test/runner'

/** Which spec files depend on which files. */
export interface SpecGraph {
  /** Reads the dependencies of these spec files again; paths relative to the root. */
  update(specs: readonly string[], scripts: ReadonlyMap<string, readonly string[]>): Promise<void>
  /** Spec files that depend on one of these absolute paths. */
  specsAffectedBy(paths: ReadonlySet<string>): readonly string[]
  /** Absolute paths of all dependencies. */
  readonly files: ReadonlySet<string>
}

/** @param root absolute, with symbolic links resolved */
export function createSpecGraph(root: string): SpecGraph {
  const filesOf = new Map<string, ReadonlySet<string>>()
  const scriptsOf = new Map<string, readonly string[]>()

  const updateOne = async (spec: string, scripts: readonly string[] | undefined) => {
    // A broken spec names no scripts; its last known scripts still count.
    const known = scripts ?? scriptsOf.get(spec) ?? []
    scriptsOf.set(spec, known)
    const found = await Promise.all([resolve(root, spec), ...known].map((file) => sourcesOf(root, file)))
    filesOf.set(spec, new Set(found.flatMap((files) => [...files])))
  }

  return {
    update: async (specs, scripts) => {
      await Promise.all(specs.map((spec) => updateOne(spec, scripts.get(resolve(root, spec)))))
    },
    specsAffectedBy: (paths) =>
      [...filesOf].flatMap(([spec, files]) => ([...paths].some((path) => files.has(path)) ? [spec] : [])),
    get files() {
      return new Set([...filesOf.values()].flatMap((files) => [...files]))
    },
  }
}
