import type { Clock, Fetch } from '@loadero-test/core'

/** Whether the request at which a process dies still reaches the server. */
export type Death = 'before' | 'after'

/** What a process that dies at its n-th request has of the world: from then on nothing ever happens to it again. */
export function mortal(clock: Clock, fetch: Fetch, n: number, death: Death) {
  let left = n
  let isDead = false
  let die = () => {}
  const died = new Promise<void>((resolve) => {
    die = () => {
      isDead = true
      resolve()
    }
  })
  const never = new Promise<never>(() => {})
  const alive = <T>(value: T): T | Promise<never> => (isDead ? never : value)
  const mortalFetch: Fetch = async (url, init) => {
    if (isDead) return never
    if (left-- > 0) return alive(await fetch(url, init))
    if (death === 'after') await fetch(url, init)
    die()
    return never
  }
  const mortalClock: Clock = {
    now: () => clock.now(),
    sleep: async (ms, signal) => alive(await clock.sleep(ms, signal)),
    // The clock must not stand still for a request that never ends.
    during: async (work) => alive((await clock.during(() => Promise.race([work(), died]))) as never),
  }
  return { clock: mortalClock, fetch: mortalFetch, died }
}
