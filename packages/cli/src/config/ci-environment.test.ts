import { expect, test } from 'vitest'
import { readCiEnvironment } from './ci-environment.js'

const commit = '0f1e2d3c'

test.each<[string, Record<string, string>, object]>([
  [
    'github',
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_SHA: commit,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_HEAD_REF: '',
      GITHUB_REF_NAME: 'main',
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'team/app',
      GITHUB_RUN_ID: '77',
    },
    { branch: 'main', build: 'https://github.example/team/app/actions/runs/77' },
  ],
  [
    'github',
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_SHA: commit,
      GITHUB_REF: 'refs/pull/12/merge',
      GITHUB_HEAD_REF: 'calls',
      GITHUB_REF_NAME: '12/merge',
    },
    { branch: 'calls', pullRequest: '12' },
  ],
  [
    'gitlab',
    {
      GITLAB_CI: 'true',
      CI_COMMIT_SHA: commit,
      CI_COMMIT_REF_NAME: 'calls',
      CI_MERGE_REQUEST_IID: '12',
      CI_JOB_URL: 'https://git:glpat-secret@gitlab.example/team/app/-/jobs/77',
    },
    { branch: 'calls', pullRequest: '12', build: 'https://gitlab.example/team/app/-/jobs/77' },
  ],
  [
    'azure',
    {
      TF_BUILD: 'True',
      BUILD_SOURCEVERSION: commit,
      BUILD_SOURCEBRANCH: 'refs/heads/feature/calls',
      SYSTEM_COLLECTIONURI: 'https://dev.azure.example/team/',
      SYSTEM_TEAMPROJECT: 'my app',
      BUILD_BUILDID: '77',
    },
    { branch: 'feature/calls', build: 'https://dev.azure.example/team/my%20app/_build/results?buildId=77' },
  ],
  [
    'buildkite',
    {
      BUILDKITE: 'true',
      BUILDKITE_COMMIT: commit,
      BUILDKITE_BRANCH: 'main',
      BUILDKITE_PULL_REQUEST: 'false',
      BUILDKITE_BUILD_URL: 'https://buildkite.example/team/app/builds/77',
    },
    { branch: 'main', build: 'https://buildkite.example/team/app/builds/77' },
  ],
  [
    'circleci',
    {
      CIRCLECI: 'true',
      CIRCLE_SHA1: commit,
      CIRCLE_BRANCH: 'calls',
      CIRCLE_PULL_REQUEST: 'https://github.example/team/app/pull/12',
      CIRCLE_BUILD_URL: 'https://circleci.example/gh/team/app/77',
    },
    { branch: 'calls', pullRequest: '12', build: 'https://circleci.example/gh/team/app/77' },
  ],
  [
    'teamcity',
    { TEAMCITY_VERSION: '2026.1', BUILD_VCS_NUMBER: commit, BUILD_URL: 'https://teamcity.example/build/77' },
    { build: 'https://teamcity.example/build/77' },
  ],
  [
    'bitbucket',
    {
      BITBUCKET_BUILD_NUMBER: '77',
      BITBUCKET_COMMIT: commit,
      BITBUCKET_BRANCH: 'calls',
      BITBUCKET_PR_ID: '12',
      BITBUCKET_GIT_HTTP_ORIGIN: 'https://user:secret@bitbucket.example/team/app',
    },
    { branch: 'calls', pullRequest: '12', build: 'https://bitbucket.example/team/app/pipelines/results/77' },
  ],
  [
    'jenkins',
    {
      JENKINS_URL: 'https://jenkins.example/',
      GIT_COMMIT: commit,
      GIT_BRANCH: 'origin/main',
      BUILD_URL: 'https://jenkins.example/job/app/77/',
    },
    { branch: 'main', build: 'https://jenkins.example/job/app/77/' },
  ],
])('%s describes the build without credentials', (ci, env, expected) => {
  expect(readCiEnvironment(env)).toEqual({ ci, commit, ...expected })
})

test('nothing outside of CI, no invalid URL', () => {
  expect(readCiEnvironment({ GIT_COMMIT: commit, BUILD_URL: 'https://x.example' })).toEqual({})
  expect(readCiEnvironment({ TEAMCITY_VERSION: '1', BUILD_URL: 'javascript:alert(1)' })).toEqual({
    ci: 'teamcity',
  })
})
