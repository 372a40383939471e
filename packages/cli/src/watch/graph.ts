import { resolve } from 'node:path'
import { sourcesOf } from '@loadero-test/runner'

/** Which spec files a change touches. */
export interface Graph {
  /** Learns anew what these spec files are made of; paths relative to the root. */
  learn(specs: readonly string[], scripts: ReadonlyMap<string, readonly string[]>): Promise<void>
  /** Spec files that have one of these absolute paths among their files. */
  touchedBy(paths: ReadonlySet<string>): readonly string[]
  /** All absolute paths that matter. */
  readonly files: ReadonlySet<string>
}

/** Starts with nothing known; @param root absolute, links followed */
export function createGraph(root: string): Graph {
  const filesOf = new Map<string, ReadonlySet<string>>()
  const scriptsOf = new Map<string, readonly string[]>()

  const learnOne = async (spec: string, scripts: readonly string[] | undefined) => {
    // A spec that is broken right now names no scripts: those that it had still matter.
    const played = scripts ?? scriptsOf.get(spec) ?? []
    scriptsOf.set(spec, played)
    const found = await Promise.all([resolve(root, spec), ...played].map((file) => sourcesOf(root, file)))
    filesOf.set(spec, new Set(found.flatMap((files) => [...files])))
  }

  return {
    learn: async (specs, scripts) => {
      await Promise.all(specs.map((spec) => learnOne(spec, scripts.get(resolve(root, spec)))))
    },
    touchedBy: (paths) =>
      [...filesOf].flatMap(([spec, files]) => ([...paths].some((path) => files.has(path)) ? [spec] : [])),
    get files() {
      return new Set([...filesOf.values()].flatMap((files) => [...files]))
    },
  }
}
