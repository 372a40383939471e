import type { Environment } from '../options/environment.js'

interface Provider {
  /** Variable that only this provider sets. */
  readonly detectedBy: string
  readonly commit: string
  /** Variables in order of preference. */
  readonly branch: readonly string[]
  readonly pullRequest: (get: Get) => string | undefined
  readonly build: (get: Get) => string | undefined
}

type Get = (name: string) => string | undefined

function firstOf(...names: readonly string[]) {
  return (get: Get) => names.map(get).find(Boolean)
}

/** Appends a path to the URL in a variable. */
function urlUnder(get: Get, name: string, path: string): string | undefined {
  const base = get(name)
  return base && `${base.replace(/\/$/, '')}/${path}`
}

const providers = {
  github: {
    detectedBy: 'GITHUB_ACTIONS',
    commit: 'GITHUB_SHA',
    branch: ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME'],
    pullRequest: (get) => /^refs\/pull\/(\d+)\//.exec(get('GITHUB_REF') ?? '')?.[1],
    build: (get) =>
      urlUnder(get, 'GITHUB_SERVER_URL', `${get('GITHUB_REPOSITORY')}/actions/runs/${get('GITHUB_RUN_ID')}`),
  },
  gitlab: {
    detectedBy: 'GITLAB_CI',
    commit: 'CI_COMMIT_SHA',
    branch: ['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_COMMIT_REF_NAME'],
    pullRequest: firstOf('CI_MERGE_REQUEST_IID'),
    build: firstOf('CI_JOB_URL'),
  },
  azure: {
    detectedBy: 'TF_BUILD',
    commit: 'BUILD_SOURCEVERSION',
    branch: ['SYSTEM_PULLREQUEST_SOURCEBRANCH', 'BUILD_SOURCEBRANCH'],
    pullRequest: firstOf('SYSTEM_PULLREQUEST_PULLREQUESTNUMBER', 'SYSTEM_PULLREQUEST_PULLREQUESTID'),
    build: (get) =>
      urlUnder(
        get,
        'SYSTEM_COLLECTIONURI',
        `${encodeURIComponent(get('SYSTEM_TEAMPROJECT') ?? '')}/_build/results?buildId=${get('BUILD_BUILDID')}`,
      ),
  },
  buildkite: {
    detectedBy: 'BUILDKITE',
    commit: 'BUILDKITE_COMMIT',
    branch: ['BUILDKITE_BRANCH'],
    pullRequest: (get) => /^\d+$/.exec(get('BUILDKITE_PULL_REQUEST') ?? '')?.[0],
    build: firstOf('BUILDKITE_BUILD_URL'),
  },
  circleci: {
    detectedBy: 'CIRCLECI',
    commit: 'CIRCLE_SHA1',
    branch: ['CIRCLE_BRANCH'],
    pullRequest: (get) => /\/(\d+)$/.exec(get('CIRCLE_PULL_REQUEST') ?? '')?.[1],
    build: firstOf('CIRCLE_BUILD_URL'),
  },
  teamcity: {
    detectedBy: 'TEAMCITY_VERSION',
    commit: 'BUILD_VCS_NUMBER',
    branch: [],
    pullRequest: () => undefined,
    build: firstOf('BUILD_URL'),
  },
  bitbucket: {
    detectedBy: 'BITBUCKET_BUILD_NUMBER',
    commit: 'BITBUCKET_COMMIT',
    branch: ['BITBUCKET_BRANCH'],
    pullRequest: firstOf('BITBUCKET_PR_ID'),
    build: (get) =>
      urlUnder(get, 'BITBUCKET_GIT_HTTP_ORIGIN', `pipelines/results/${get('BITBUCKET_BUILD_NUMBER')}`),
  },
  // Last, because other providers may set variables with the same names.
  jenkins: {
    detectedBy: 'JENKINS_URL',
    commit: 'GIT_COMMIT',
    branch: ['CHANGE_BRANCH', 'BRANCH_NAME', 'GIT_BRANCH'],
    pullRequest: firstOf('CHANGE_ID'),
    build: firstOf('BUILD_URL'),
  },
} as const satisfies Record<string, Provider>

export type CiName = keyof typeof providers

/** The CI provider that runs this process, if any. */
export function detectCi(env: Environment): CiName | undefined {
  return (Object.keys(providers) as CiName[]).find((name) => env[providers[name].detectedBy])
}

/**
 * Reads `ci`, `commit`, `branch`, `pullRequest` and `build` (a URL) from the variables of the CI provider, for reports.
 * Returns nothing outside of CI, and never credentials.
 */
export function readCiEnvironment(env: Environment): Readonly<Record<string, string>> {
  const ci = detectCi(env)
  if (ci === undefined) return {}
  const { commit, branch, pullRequest, build }: Provider = providers[ci]
  const get: Get = (name) => env[name] || undefined
  const environment = {
    ci,
    commit: get(commit),
    branch: branch
      .map(get)
      .find(Boolean)
      ?.replace(/^(refs\/heads\/|origin\/)/, ''),
    pullRequest: pullRequest(get),
    build: withoutCredentials(build(get)),
  }
  return Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  )
}

/** Returns nothing for a text that is not the URL of a web page. */
function withoutCredentials(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol)) return undefined
  url.username = ''
  url.password = ''
  return url.href
}
