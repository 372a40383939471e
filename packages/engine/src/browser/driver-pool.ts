import { request } from 'node:http'
import { type DriverProcess, startDriver } from './driver.js'
import { createProcessGroups } from '../process/process-groups.js'
import { openWorkspace, type ProcessContext } from '../process/workspace.js'

/** Drivers of this machine. Participants share them, because a driver has a thread for each session. */
export interface DriverPool {
  /** Starts a driver when those that run have all the participants that they may have. */
  acquire(): DriverLease
}

/** What a participant has of a driver. */
export interface DriverLease {
  /** Rejects with an EngineError when the driver does not start. */
  readonly driver: Promise<DriverProcess>
  /** Call it once, when the browser has ended. Ends the driver too when no participant is left. */
  release(sessionId: string | undefined): Promise<void>
}

interface SharedDriver {
  readonly process: Promise<DriverProcess>
  participants: number
  /** Ends it. */
  close(): Promise<void>
}

/** How many participants lose their driver at most when one crashes. */
const maxParticipants = 10

/** Creates a pool without drivers. */
export function createDriverPool(driverPath: string, context: ProcessContext): DriverPool {
  const drivers = new Set<SharedDriver>()
  const start = (): SharedDriver => {
    const groups = createProcessGroups(context.watchdog)
    const workspace = openWorkspace(context.workRoot, context.env)
    const driver: SharedDriver = {
      process: startDriver(driverPath, groups, workspace),
      participants: 0,
      async close() {
        drivers.delete(driver)
        await groups.killAll()
        await workspace.remove()
      },
    }
    drivers.add(driver)
    const drop = () => void drivers.delete(driver)
    driver.process.then(({ ended }) => ended.then(drop), drop)
    return driver
  }
  return {
    acquire() {
      const driver = [...drivers].find(({ participants }) => participants < maxParticipants) ?? start()
      driver.participants++
      return {
        driver: driver.process,
        async release(sessionId) {
          driver.participants--
          if (driver.participants === 0) return driver.close()
          if (sessionId === undefined) return
          // A driver keeps the session of a browser that is gone until the next command for it.
          const { port } = await driver.process
          const path = `/session/${sessionId}`
          const ending = request({ host: '127.0.0.1', port, method: 'DELETE', path, agent: false })
          ending.once('response', (response) => response.resume())
          ending.once('error', () => {}).end()
        },
      }
    },
  }
}
