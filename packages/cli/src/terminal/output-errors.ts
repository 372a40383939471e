type Write = (...args: readonly unknown[]) => boolean

/**
 * A closed pipe, a full disk or a closed terminal must not end a session, whose reports are in files. What cannot be
 * written is dropped.
 */
export function ignoreOutputErrors({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  for (const stream of [stdout, stderr]) {
    const write = stream.write.bind(stream) as Write
    let isBroken = false
    stream.on('error', () => {
      isBroken = true
    })
    stream.write = ((...args) => {
      try {
        if (!isBroken) return write(...args)
      } catch {
        isBroken = true
      }
      const callback = args.at(-1)
      if (typeof callback === 'function') queueMicrotask(callback as () => void)
      return true
    }) satisfies Write
  }
}
