import { isOwnMetric, isSeriesPath } from '../model/timed/metric-path.js'

/** The service refuses an assert on a metric that it does not measure. */
export function assertHint(path: string): string | undefined {
  if (!isSeriesPath(path) && !isOwnMetric(path)) return metricHint(path)
  if (path.startsWith('page/'))
    return `Only local runs measure ${path}, and Loadero checks asserts. Move it to expects.`
  return isOwnMetric(path)
    ? `${path} comes from the logs of the participants. Loadero does not know it, so move it to expects.`
    : `${path} is a metric per second. Move it to expects, or add an aggregate such as ${path}/avg.`
}

/** Measurements of the script have names of their own; a percentile is a call. The path of a hint is always valid. */
export function metricHint(path: string): string | undefined {
  if (path.startsWith('measure/')) {
    return 'Write measure/<name>. A name has letters, digits, "_", "." and "-", and begins with a letter or "_".'
  }
  const [, written, ending] =
    /^actions(?:\/time-?executions?)?(?:\/(.+?))??(?:\/(p?\d{1,2}(?:th|st)?|avg|min|max|total|r?stddev)?)?$/i.exec(
      path,
    ) ?? []
  if (path.startsWith('page/requests/')) return requestsHint
  if (written === undefined) {
    return /^actions(?:\/|$)/i.test(path)
      ? "Write metric('actions/timeExecution/…') with the name of a timeExecution() in the script."
      : undefined
  }
  const name = written.replaceAll(/[^\w-]+/g, '_').slice(0, 150)
  const percentile = /\d+/.exec(ending ?? '')?.[0]
  const call = `metric('actions/timeExecution/${name}')${percentile === undefined ? '' : `.percentile(${percentile})`}`
  return name === written
    ? `Write ${call}.`
    : `A name has up to 150 letters, digits, _ and -. Name it '${name}' in the script too, and write ${call}.`
}

const requestsHint =
  'Write page/requests/<kind>, or page/requests/<host>/<kind> with the host of an address in lower case. Kinds: all, failed, 2xx, 3xx, 4xx, 5xx, or a status such as 404.'
