import { fileURLToPath } from 'node:url'

/** The path of a `file:` URL. One that is no path stays as it is. */
export function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return url
  }
}
