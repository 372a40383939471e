import type { Clock, Fetch } from '@loadero-test/core'

/** Whether the process crashes before or after the request reaches the server. */
export type CrashTiming = 'before' | 'after'

/** The clock and `fetch` of a process that crashes at its n-th request: from then on they never resolve. */
export function crashAtRequest(clock: Clock, fetch: Fetch, n: number, timing: CrashTiming) {
  let left = n
  let hasCrashed = false
  let crash = () => {}
  const crashed = new Promise<void>((resolve) => {
    crash = () => {
      hasCrashed = true
      resolve()
    }
  })
  const never = new Promise<never>(() => {})
  const unlessCrashed = <T>(value: T): T | Promise<never> => (hasCrashed ? never : value)
  const crashingFetch: Fetch = async (url, init) => {
    if (hasCrashed) return never
    if (left-- > 0) return unlessCrashed(await fetch(url, init))
    if (timing === 'after') await fetch(url, init)
    crash()
    return never
  }
  const crashingClock: Clock = {
    now: () => clock.now(),
    sleep: async (ms, signal) => unlessCrashed(await clock.sleep(ms, signal)),
    // The virtual clock must go on while a request never ends.
    during: async (work) =>
      unlessCrashed((await clock.during(() => Promise.race([work(), crashed]))) as never),
  }
  return { clock: crashingClock, fetch: crashingFetch, crashed }
}
