import type { NightwatchAPI } from 'nightwatch'
import { expect, expectTypeOf, test } from 'vitest'
import { type PlanClient, defineScript, type InboxEmail } from './script.js'

// What is inside of a script is there for the compiler alone: `tsc -b` fails when one of these does not hold.

test('a defined script is the function itself', () => {
  const play = () => 1
  expect(defineScript(play)).toBe(play)
})

test('a script has the commands of Nightwatch and of Loadero, in any order', () => {
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
    // @ts-expect-error only `custom` takes conditions of its own
    client.updateNetwork('4g', { latency_up: 20 })
    // @ts-expect-error a condition that there is not
    client.updateNetwork('custom', { latency: 20 })
    // @ts-expect-error a limit is what it is for
    client.performTimed(() => {})
  })
  expectTypeOf(script).toBeFunction()
})

test('a timed block takes what perform takes', () => {
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
      client.receiveEmail(address, (message) => expectTypeOf(message).toEqualTypeOf<InboxEmail>())
    })
    // @ts-expect-error seconds as a text are Loadero's way elsewhere
    client.timeExecution('join', () => {}, '5s')
  })
})

test('globals are Loadero’s and Nightwatch’s, and no others', () => {
  defineScript(({ globals }) => {
    expectTypeOf(globals.participant.globalID).toBeNumber()
    expectTypeOf(globals.test.participantTimeout).toBeNumber()
    expectTypeOf(globals.network).toExtend<string>()
    globals.waitForConditionTimeout = 20_000
    // @ts-expect-error spelled globalID
    void globals.participant.globalId
    // @ts-expect-error there is no such global
    void globals.particpant
    // @ts-expect-error what Loadero says is not the script's to change
    globals.participant.id = 7
  })
})

test('vars come typed, and a helper takes the client by its type', () => {
  interface Vars {
    readonly room: string
    readonly people: number
  }
  const join = (client: PlanClient, room: string) => client.click(`#${room}`)
  const script = defineScript<Vars>((client, { room, people }) => {
    expectTypeOf(people).toBeNumber()
    join(client, room)
    // @ts-expect-error a number is no room
    join(client, people)
  })
  expectTypeOf(script).parameter(1).toEqualTypeOf<Vars>()
  expectTypeOf(defineScript((_client, vars: Vars) => vars))
    .parameter(1)
    .toEqualTypeOf<Vars>()
  // @ts-expect-error vars are an object
  defineScript<string>(() => {})
})
