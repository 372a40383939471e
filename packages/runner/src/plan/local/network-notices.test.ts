import { networks } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../../../test/examples.js'
import { networkNotices } from './network-notices.js'

function inNetwork(network: string) {
  return { ...aParticipant('viewer'), network }
}

test('exactly the networks that lose packets are warned about', () => {
  const warned = networks.filter(
    (network) => networkNotices([aTest(network, { participants: [inNetwork(network)] })]).length > 0,
  )
  expect(warned).toEqual(['5packet', '10packet', '20packet', '50packet'])
})

test('the warning has its test and all its networks', () => {
  const lossy = aTest('shop', {
    participants: [inNetwork('4g'), inNetwork('20packet')],
    groups: [{ name: 'pair', count: 1, participants: [inNetwork('20packet'), inNetwork('5packet')] }],
    script: `client => { client.updateNetwork('4g').updateNetwork( "10packet" ).updateNetwork('100packet') }`,
  })
  expect(networkNotices([aTest('other'), lossy])).toMatchInlineSnapshot(`
    [
      {
        "message": "The packet loss of network 20packet, 5packet, 10packet affects only WebRTC in a local run; HTTP is not touched. Run the test at Loadero to see how pages load.",
        "severity": "warning",
        "test": {
          "id": "shop",
          "location": {
            "file": "specs/shop.loadero.ts",
            "line": 7,
          },
          "spec": {
            "asserts": [],
            "expects": [],
            "groups": [
              {
                "count": 1,
                "name": "pair",
                "participants": [
                  {
                    "audioFeed": "default",
                    "browser": "chromeLatest",
                    "computeUnit": "g2",
                    "count": 1,
                    "location": "us-west-2",
                    "name": "viewer",
                    "network": "20packet",
                    "recordAudio": false,
                    "videoFeed": "default",
                  },
                  {
                    "audioFeed": "default",
                    "browser": "chromeLatest",
                    "computeUnit": "g2",
                    "count": 1,
                    "location": "us-west-2",
                    "name": "viewer",
                    "network": "5packet",
                    "recordAudio": false,
                    "videoFeed": "default",
                  },
                ],
              },
            ],
            "incrementStrategy": "linear",
            "mode": "performance",
            "mosTest": false,
            "participantTimeoutSeconds": 60,
            "participants": [
              {
                "audioFeed": "default",
                "browser": "chromeLatest",
                "computeUnit": "g2",
                "count": 1,
                "location": "us-west-2",
                "name": "viewer",
                "network": "4g",
                "recordAudio": false,
                "videoFeed": "default",
              },
              {
                "audioFeed": "default",
                "browser": "chromeLatest",
                "computeUnit": "g2",
                "count": 1,
                "location": "us-west-2",
                "name": "viewer",
                "network": "20packet",
                "recordAudio": false,
                "videoFeed": "default",
              },
            ],
            "script": "client => { client.updateNetwork('4g').updateNetwork( "10packet" ).updateNetwork('100packet') }",
            "scriptLanguage": "javascript",
            "scriptMap": {
              "sources": [
                "specs/buy.js",
              ],
            },
            "startIntervalSeconds": 1,
          },
          "tags": [],
          "title": "shop",
        },
      },
    ]
  `)
})
