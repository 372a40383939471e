import { expect, test } from 'vitest'
import { fakePage } from '../../test/fake-session.js'
import { countTraffic } from './traffic.js'

const request = { method: 'GET', url: 'http://here/a?b', headers: { accept: '*/*' } }
const requestBytes = 'GET /a?b HTTP/1.1\r\nhost: here\r\naccept: */*\r\n\r\n'.length

test('counts each byte of a response once', () => {
  const page = fakePage()
  const traffic = countTraffic()
  traffic.watch(page.target)
  page.emit('Network.requestWillBeSent', { requestId: '1', request })
  page.emit('Network.responseReceived', { requestId: '1', response: { encodedDataLength: 200 } })
  page.emit('Network.dataReceived', { requestId: '1', encodedDataLength: 700 })
  page.emit('Network.loadingFinished', { requestId: '1', encodedDataLength: 1_000 })
  expect(traffic.bytesIn).toBe(1_000)
  expect(traffic.bytesOut).toBe(requestBytes)
})

test('counts text and binary WebSocket frames', () => {
  const page = fakePage()
  const traffic = countTraffic()
  traffic.watch(page.target)
  page.emit('Network.webSocketFrameSent', { response: { opcode: 1, payloadData: 'héllo' } })
  page.emit('Network.webSocketFrameReceived', { response: { opcode: 2, payloadData: btoa('1234') } })
  expect(traffic.bytesOut).toBe(6 + 6)
  expect(traffic.bytesIn).toBe(6 + 4)
})

test('does not count pages from data URLs', () => {
  const page = fakePage()
  const traffic = countTraffic()
  traffic.watch(page.target)
  page.emit('Network.requestWillBeSent', {
    requestId: '1',
    request: { ...request, url: 'data:text/html,x' },
  })
  page.emit('Network.loadingFinished', { requestId: '1', encodedDataLength: 1 })
  expect(traffic.bytesIn).toBe(0)
  expect(traffic.bytesOut).toBe(0)
})
