import { open } from 'node:fs/promises'

/** Reads the end of a file of any size as text: at most `maxBytes`. `isCut` when it begins before them. */
export async function readEnd(
  file: string,
  maxBytes: number,
): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, maxBytes))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length)
    return { text: bytes.toString('utf8', 0, bytesRead), isCut: size > bytes.length }
  } finally {
    await handle.close()
  }
}
