/**
 * Loadero's enumerations ("classificators"), with the values known on 2024-08-28.
 * All of them grow with time: a response may contain any string, and `Open` types accept any string.
 */
export const testModes = ['performance', 'load', 'session-record'] as const
export const incrementStrategies = ['linear', 'linear_group', 'random', 'random_group'] as const
export const operators = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'regex'] as const
export const properties = [
  'audio_feed',
  'browser',
  'compute_unit',
  'group_name',
  'group_num',
  'location',
  'network',
  'participant_name',
  'participant_num',
  'video_feed',
] as const
/** Aliases. A fixed version is `chrome131` or `firefox132`, see `isBrowser`. */
export const browsers = ['chromeLatest', 'firefoxLatest'] as const
export const networks = [
  'default',
  '4g',
  'hsdpa',
  '3g',
  'gprs',
  'edge',
  'asymmetric',
  'satellite',
  '5packet',
  '10packet',
  '20packet',
  '50packet',
  '100packet',
  'latency',
  'jitter',
] as const
export const locations = [
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
] as const
export const computeUnits = ['g0.5', 'g1', 'g2', 'g4', 'g6', 'g8', 'g12'] as const
export const audioFeeds = [
  'default',
  'silence',
  'dtmf',
  '128kbps',
  '-20db',
  '-30db',
  '-50db',
  'visqol-speech',
] as const
export const videoFeeds = [
  'default',
  '240p',
  '240p-5fps',
  '240p-15fps',
  '240p-30fps',
  '240p-meeting',
  '240p-marked-top-left',
  '360p',
  '360p-5fps',
  '360p-15fps',
  '360p-30fps',
  '360p-meeting',
  '360p-marked-top-left',
  '480p',
  '480p-5fps',
  '480p-15fps',
  '480p-30fps',
  '480p-meeting',
  '480p-marked-top-left',
  '720p',
  '720p-5fps',
  '720p-15fps',
  '720p-30fps',
  '720p-meeting',
  '720p-marked',
  '720p-marked-top-left',
  '1080p',
  '1080p-5fps',
  '1080p-15fps',
  '1080p-30fps',
  '1080p-meeting',
  '1080p-meeting-clean',
  '1080p-marked-center',
  '1080p-marked-top-left',
] as const

/** One of the known values, or a newer one. */
export type Open<T extends string> = T | (string & {})

export type TestMode = (typeof testModes)[number]
export type IncrementStrategy = (typeof incrementStrategies)[number]
export type Operator = (typeof operators)[number]
export type Property = (typeof properties)[number]
export type Browser = (typeof browsers)[number] | `chrome${number}` | `firefox${number}`
export type Network = (typeof networks)[number]
export type LocationName = (typeof locations)[number]
export type ComputeUnit = (typeof computeUnits)[number]
export type AudioFeed = (typeof audioFeeds)[number]
export type VideoFeed = (typeof videoFeeds)[number]

/** Whether the value is an alias, or `chrome` or `firefox` with a version number. */
export function isBrowser(value: string): boolean {
  return (browsers as readonly string[]).includes(value) || /^(chrome|firefox)\d+$/.test(value)
}
