import { expect, onTestFinished, test } from 'vitest'
import { startHeartbeat } from './heartbeat.js'
import { steppedClock } from '../../../test/screen.js'

function start() {
  const { clock, pass } = steppedClock()
  const beats: number[] = []
  const heartbeat = startHeartbeat(clock, () => void beats.push(clock.now() / 1_000))
  onTestFinished(heartbeat.stop)
  return { heartbeat, beats, pass }
}

test('beats after one, two, four, then every five minutes', async () => {
  const { beats, pass } = start()
  await pass(1_500_000, 1_000)
  expect(beats).toEqual([60, 180, 420, 720, 1_020, 1_320])
})

test('output restarts the interval and stop ends it', async () => {
  const { heartbeat, beats, pass } = start()
  await pass(90_000, 1_000)
  heartbeat.touch()
  await pass(59_000, 1_000)
  expect(beats).toEqual([60])
  await pass(2_000, 1_000)
  expect(beats).toEqual([60, 150])
  heartbeat.stop()
  await pass(900_000, 10_000)
  expect(beats).toEqual([60, 150])
})
