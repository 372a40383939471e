import { expect, onTestFinished, test } from 'vitest'
import { startHeartbeat } from './heartbeat.js'
import { steppedClock } from '../../../test/screen.js'

function listen() {
  const { clock, pass } = steppedClock()
  const beats: number[] = []
  const heartbeat = startHeartbeat(clock, () => void beats.push(clock.now() / 1_000))
  onTestFinished(heartbeat.stop)
  return { heartbeat, beats, pass }
}

test('it beats after one minute of silence, then after two, four, and every five', async () => {
  const { beats, pass } = listen()
  await pass(1_500_000, 1_000)
  expect(beats).toEqual([60, 180, 420, 720, 1_020, 1_320])
})

test('whatever is said begins the silence anew, and after the end there is none', async () => {
  const { heartbeat, beats, pass } = listen()
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
