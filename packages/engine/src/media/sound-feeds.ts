const sampleRate = 48_000
const fullScale = 32_767

/** A WAV file of a feed that can be generated, for playback in a loop; undefined for other feeds. */
export function wavOf(feed: string): Buffer | undefined {
  const sound = sounds[feed]
  if (!sound) return undefined
  const samples = Int16Array.from({ length: sound.seconds * sampleRate }, (_, index) =>
    Math.round(fullScale * sound.levelAt(index / sampleRate)),
  )
  return Buffer.concat([wavHeader(samples.byteLength), Buffer.from(samples.buffer)])
}

interface Sound {
  readonly seconds: number
  /** The level at a time in seconds, from -1 to 1. */
  readonly levelAt: (time: number) => number
}

function sine(hertz: number, time: number) {
  return Math.sin(2 * Math.PI * hertz * time)
}

const rows = [697, 770, 852, 941]
const columns = [1_209, 1_336, 1_477, 1_633]
const keySeconds = 0.2

/** Each key for a tenth of a second, followed by a tenth of silence. */
function dtmf(time: number): number {
  const key = Math.floor(time / keySeconds)
  if (time % keySeconds >= keySeconds / 2) return 0
  return 0.4 * (sine(rows[key >> 2] ?? 0, time) + sine(columns[key & 3] ?? 0, time))
}

/** Half a second of tone, half a second of silence: noise suppression of a page removes a steady tone. */
function beeps(decibels: number): Sound['levelAt'] {
  const amplitude = Math.SQRT2 * 10 ** (decibels / 20)
  return (time) => (time % 1 < 0.5 ? amplitude * sine(440, time) : 0)
}

const sounds: Readonly<Record<string, Sound>> = {
  silence: { seconds: 1, levelAt: () => 0 },
  dtmf: { seconds: rows.length * columns.length * keySeconds, levelAt: dtmf },
  '-20db': { seconds: 1, levelAt: beeps(-20) },
  '-30db': { seconds: 1, levelAt: beeps(-30) },
  '-50db': { seconds: 1, levelAt: beeps(-50) },
}

/** The header of a 16-bit mono file. */
function wavHeader(dataBytes: number): Buffer {
  const bytes = Buffer.alloc(44)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + dataBytes, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(sampleRate, 24)
  bytes.writeUInt32LE(2 * sampleRate, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(dataBytes, 40)
  return bytes
}
