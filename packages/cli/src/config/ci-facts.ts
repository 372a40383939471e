import type { Environment } from '../options/environment.js'

interface Provider {
  /** Set by this provider alone. */
  readonly sign: string
  readonly commit: string
  /** The first that is set. */
  readonly branch: readonly string[]
  readonly pullRequest: (get: Get) => string | undefined
  readonly build: (get: Get) => string | undefined
}

type Get = (name: string) => string | undefined

function oneOf(...names: readonly string[]) {
  return (get: Get) => names.map(get).find(Boolean)
}

/** An address below that of a variable. */
function below(get: Get, name: string, path: string): string | undefined {
  const base = get(name)
  return base && `${base.replace(/\/$/, '')}/${path}`
}

const providers = {
  github: {
    sign: 'GITHUB_ACTIONS',
    commit: 'GITHUB_SHA',
    branch: ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME'],
    pullRequest: (get) => /^refs\/pull\/(\d+)\//.exec(get('GITHUB_REF') ?? '')?.[1],
    build: (get) =>
      below(get, 'GITHUB_SERVER_URL', `${get('GITHUB_REPOSITORY')}/actions/runs/${get('GITHUB_RUN_ID')}`),
  },
  gitlab: {
    sign: 'GITLAB_CI',
    commit: 'CI_COMMIT_SHA',
    branch: ['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_COMMIT_REF_NAME'],
    pullRequest: oneOf('CI_MERGE_REQUEST_IID'),
    build: oneOf('CI_JOB_URL'),
  },
  azure: {
    sign: 'TF_BUILD',
    commit: 'BUILD_SOURCEVERSION',
    branch: ['SYSTEM_PULLREQUEST_SOURCEBRANCH', 'BUILD_SOURCEBRANCH'],
    pullRequest: oneOf('SYSTEM_PULLREQUEST_PULLREQUESTNUMBER', 'SYSTEM_PULLREQUEST_PULLREQUESTID'),
    build: (get) =>
      below(
        get,
        'SYSTEM_COLLECTIONURI',
        `${encodeURIComponent(get('SYSTEM_TEAMPROJECT') ?? '')}/_build/results?buildId=${get('BUILD_BUILDID')}`,
      ),
  },
  buildkite: {
    sign: 'BUILDKITE',
    commit: 'BUILDKITE_COMMIT',
    branch: ['BUILDKITE_BRANCH'],
    pullRequest: (get) => /^\d+$/.exec(get('BUILDKITE_PULL_REQUEST') ?? '')?.[0],
    build: oneOf('BUILDKITE_BUILD_URL'),
  },
  circleci: {
    sign: 'CIRCLECI',
    commit: 'CIRCLE_SHA1',
    branch: ['CIRCLE_BRANCH'],
    pullRequest: (get) => /\/(\d+)$/.exec(get('CIRCLE_PULL_REQUEST') ?? '')?.[1],
    build: oneOf('CIRCLE_BUILD_URL'),
  },
  teamcity: {
    sign: 'TEAMCITY_VERSION',
    commit: 'BUILD_VCS_NUMBER',
    branch: [],
    pullRequest: () => undefined,
    build: oneOf('BUILD_URL'),
  },
  bitbucket: {
    sign: 'BITBUCKET_BUILD_NUMBER',
    commit: 'BITBUCKET_COMMIT',
    branch: ['BITBUCKET_BRANCH'],
    pullRequest: oneOf('BITBUCKET_PR_ID'),
    build: (get) =>
      below(get, 'BITBUCKET_GIT_HTTP_ORIGIN', `pipelines/results/${get('BITBUCKET_BUILD_NUMBER')}`),
  },
  // Last, because its variables have the most ordinary names.
  jenkins: {
    sign: 'JENKINS_URL',
    commit: 'GIT_COMMIT',
    branch: ['CHANGE_BRANCH', 'BRANCH_NAME', 'GIT_BRANCH'],
    pullRequest: oneOf('CHANGE_ID'),
    build: oneOf('BUILD_URL'),
  },
} as const satisfies Record<string, Provider>

export type CiName = keyof typeof providers

/** The provider in whose hands we are, if any. */
export function ciName(env: Environment): CiName | undefined {
  return (Object.keys(providers) as CiName[]).find((name) => env[providers[name].sign])
}

/**
 * Reads what a CI provider says of the build, for reports: `ci`, `commit`, `branch`, `pullRequest` and `build`, which is
 * its address; nothing outside of CI, and never credentials.
 */
export function ciFacts(env: Environment): Readonly<Record<string, string>> {
  const ci = ciName(env)
  if (ci === undefined) return {}
  const { commit, branch, pullRequest, build }: Provider = providers[ci]
  const get: Get = (name) => env[name] || undefined
  const facts = {
    ci,
    commit: get(commit),
    branch: branch
      .map(get)
      .find(Boolean)
      ?.replace(/^(refs\/heads\/|origin\/)/, ''),
    pullRequest: pullRequest(get),
    build: withoutCredentials(build(get)),
  }
  return Object.fromEntries(Object.entries(facts).flatMap(([key, value]) => (value ? [[key, value]] : [])))
}

/** What is no address of a page says nothing to anybody. */
function withoutCredentials(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (!/^https?:$/.test(url.protocol)) return undefined
  url.username = ''
  url.password = ''
  return url.href
}
