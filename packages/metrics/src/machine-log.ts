import type { ParticipantSeries } from './series.js'

/** Reads the log of machine samples (`rru`). */
export async function readMachineLog(chunks: AsyncIterable<Uint8Array>): Promise<ParticipantSeries> {
  for await (const _ of chunks);
  return { startMs: 0, endMs: 0, series: new Map(), events: [] }
}
