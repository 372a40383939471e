// The least that a script costs the browser: chromedriver and the requests that Nightwatch sends for the script of
// engine.bench.mjs, sent by the bench itself.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** Starts a chromedriver; resolves with its process and port. When many start at once, some find no free port. */
export async function startDriver(driverPath) {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const driver = spawn(driverPath, ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    for await (const line of createInterface(driver.stdout)) {
      const port = /started successfully on port (\d+)/.exec(line)?.[1]
      if (port) return { driver, port }
    }
  }
  throw new Error(`${driverPath} did not start`)
}

/** Does with the browser at `debuggingPort` what the script does. */
export async function drive(port, debuggingPort, { url, holdMs }) {
  const send = async (method, path, body) => {
    const options = { method, ...(body && { body: JSON.stringify(body) }) }
    return (await (await fetch(`http://127.0.0.1:${port}/session${path}`, options)).json()).value
  }
  const chrome = { debuggerAddress: `127.0.0.1:${debuggingPort}` }
  const alwaysMatch = { browserName: 'chrome', 'goog:chromeOptions': chrome }
  const { sessionId } = await send('POST', '', { capabilities: { alwaysMatch } })
  const find = async (value) => {
    const [element] = await send('POST', `/${sessionId}/elements`, { using: 'css selector', value })
    return element && Object.values(element)[0]
  }
  const readGreeting = async (what) => send('GET', `/${sessionId}/element/${await find('#greeting')}/${what}`)
  await send('POST', `/${sessionId}/url`, { url })
  await readGreeting('displayed')
  await readGreeting('text')
  while (!(await find('#all'))) await sleep(500)
  await sleep(holdMs)
  await send('POST', `/${sessionId}/url`, { url: `${url}?again` })
  await readGreeting('text')
}
