const sampleRate = 48_000
const fullScale = 32_767

/** A sound that can be made, to be repeated without a break. */
export interface Sound {
  readonly seconds: number
  /** The rest of the time is silent. */
  readonly tones: readonly Tone[]
}

/** Sines with a phase of 0 at the start of the sound. */
interface Tone {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly hertz: readonly number[]
  /** Of each sine; 1 is the full scale. */
  readonly amplitude: number
}

/** A sound of a feed that can be made; undefined for other feeds. */
export function soundOf(feed: string): Sound | undefined {
  return Object.hasOwn(sounds, feed) ? sounds[feed] : undefined
}

/** A WAV file of a feed that can be generated, for playback in a loop; undefined for other feeds. */
export function wavOf(feed: string): Buffer | undefined {
  const sound = soundOf(feed)
  if (!sound) return undefined
  const samples = new Int16Array(Math.round(sound.seconds * sampleRate))
  for (const { startSeconds, endSeconds, hertz, amplitude } of sound.tones) {
    const end = Math.round(endSeconds * sampleRate)
    for (let index = Math.round(startSeconds * sampleRate); index < end; index++) {
      const sines = hertz.map((each) => Math.sin((2 * Math.PI * each * index) / sampleRate))
      samples[index] = Math.round(fullScale * amplitude * sines.reduce((sum, sine) => sum + sine, 0))
    }
  }
  return Buffer.concat([wavHeader(samples.byteLength), Buffer.from(samples.buffer)])
}

const rows = [697, 770, 852, 941]
const columns = [1_209, 1_336, 1_477, 1_633]
const keySeconds = 0.2

/** Each key for a tenth of a second, followed by a tenth of silence. */
const dtmfTones = rows.flatMap((row, rowIndex) =>
  columns.map((column, columnIndex): Tone => {
    const startSeconds = (rowIndex * columns.length + columnIndex) * keySeconds
    return { startSeconds, endSeconds: startSeconds + keySeconds / 2, hertz: [row, column], amplitude: 0.4 }
  }),
)

const sounds: Readonly<Record<string, Sound>> = {
  silence: { seconds: 1, tones: [] },
  dtmf: { seconds: dtmfTones.length * keySeconds, tones: dtmfTones },
  // Half a second of tone, half a second of silence: noise suppression of a page removes a steady tone.
  ...Object.fromEntries(
    [-20, -30, -50].map((decibels): [string, Sound] => {
      const tone = {
        startSeconds: 0,
        endSeconds: 0.5,
        hertz: [440],
        amplitude: Math.SQRT2 * 10 ** (decibels / 20),
      }
      return [`${decibels}db`, { seconds: 1, tones: [tone] }]
    }),
  ),
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
