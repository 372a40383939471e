import type { NightwatchAPI } from '@loadero-test/engine/nightwatch'
import { expect, expectTypeOf, test } from 'vitest'
import { type Client, defineScript, type EmailMessage } from './script.js'

// The bodies of these scripts are only compiled: `tsc -b` fails when a type is wrong.

test('defineScript returns the function unchanged', () => {
  const script = () => undefined
  expect(defineScript(script)).toBe(script)
})

test('commands of Nightwatch and Loadero can be chained', () => {
  const script = defineScript(async (client) => {
    const text = await client.getText('#state')
    expectTypeOf(text).toEqualTypeOf<string>()
    client
      .url('https://example.com')
      .takeScreenshot('first.png')
      .waitForElementVisible('#join', 5_000)
      .click('#join')
      .assert.visible('#state')
      .updateNetwork('3g')
      .updateNetwork('custom', { latency_up: 20, loss_down: '3%' })
      .setRequestHeader('x-run', String(client.globals.run.id))
      .setRequestHeader('x-run', null)
      .ignoreAlert()
    // @ts-expect-error Nightwatch calls it waitForElementVisible
    client.waitForElementVisibel('#join')
    // @ts-expect-error only `custom` takes conditions
    client.updateNetwork('4g', { latency_up: 20 })
    // @ts-expect-error an unknown condition
    client.updateNetwork('custom', { latency: 20 })
    // @ts-expect-error the timeout is required
    client.performTimed(() => {})
  })
  expectTypeOf(script).toBeFunction()
})

test('a timed block has the parameters of perform', () => {
  defineScript((client) => {
    client.timeExecution('join', () => client.click('#join'), 5_000)
    client.timeExecution(() => client.click('#join'))
    client.timeExecution('join', (done) => expectTypeOf(done).toEqualTypeOf<() => void>())
    client.performTimed((inner: NightwatchAPI, done: () => void) => {
      inner.takeScreenshot('inside.png')
      done()
    }, 1_000)
    client.perform(function () {
      this.takeScreenshot('inside.png')
    })
    client.genEmail('guest', (address) => {
      client.receiveEmail(address, ([message]) =>
        expectTypeOf(message).toEqualTypeOf<EmailMessage | undefined>(),
      )
    })
    // @ts-expect-error the timeout is a number of milliseconds
    client.timeExecution('join', () => {}, '5s')
  })
})

test('only globals of Loadero and Nightwatch exist', () => {
  defineScript(({ globals }) => {
    expectTypeOf(globals.participant.globalID).toBeNumber()
    expectTypeOf(globals.test.participantTimeout).toBeNumber()
    expectTypeOf(globals.network).toExtend<string>()
    globals.waitForConditionTimeout = 20_000
    // @ts-expect-error it is spelled globalID
    void globals.participant.globalId
    // @ts-expect-error an unknown global
    void globals.particpant
    // @ts-expect-error globals of Loadero are read-only
    globals.participant.id = 7
  })
})

test('vars and the client of a helper are typed', () => {
  interface Vars {
    readonly room: string
    readonly people: number
  }
  const join = (client: Client, room: string) => client.click(`#${room}`)
  const script = defineScript<Vars>((client, { room, people }) => {
    expectTypeOf(people).toBeNumber()
    join(client, room)
    // @ts-expect-error a number is not a room
    join(client, people)
  })
  expectTypeOf(script).parameter(1).toEqualTypeOf<Vars>()
  expectTypeOf(defineScript((_client, vars: Vars) => void vars))
    .parameter(1)
    .toEqualTypeOf<Vars>()
  // @ts-expect-error vars are an object
  defineScript<string>(() => {})
})
