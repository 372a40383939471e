import { type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads'
import { createChunkRedactor } from '../../model/redact-secrets.js'
import { rememberSecret } from '../../model/secrets.js'

/** Reads without waiting, because the order of messages of several ports is not defined. */
export function rememberSecretsOf(port: MessagePort): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    rememberSecret((next as { readonly message: string }).message)
  }
}

export type OutputStream = 'stdout' | 'stderr'

/**
 * Passes on what a thread prints, line by line, without the secrets that it has marked by then.
 * @returns shows lines that are not complete
 */
export function forwardOutput(
  worker: Worker,
  secrets: MessagePort,
  onOutput: (text: string, stream: OutputStream) => void,
): () => void {
  const outputs = (['stdout', 'stderr'] as const).map((stream) => {
    const { write, end } = createChunkRedactor()
    const show = (text: string) => {
      if (text !== '') onOutput(text, stream)
    }
    worker[stream].on('data', (chunk: Uint8Array) => {
      rememberSecretsOf(secrets)
      show(write(chunk))
    })
    return () => show(end())
  })
  return () => {
    for (const flush of outputs) flush()
  }
}
