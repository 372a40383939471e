import { expect, test } from 'vitest'
import { createNoProxy } from './no-proxy.js'

function isDirect(noProxy: string, url: string) {
  return createNoProxy(noProxy)(new URL(url))
}

test.each([
  'http://localhost:3000/',
  'http://LOCALHOST/',
  'http://localhost./',
  'https://app.localhost/',
  'http://127.0.0.1:8080/',
  'http://127.1/',
  'http://127.255.0.9/',
  'http://0.0.0.0:1/',
  'http://[::1]:3000/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
])('%s is this machine, and needs no proxy', (url) => {
  for (const noProxy of ['', 'other.example', 'localhost:1']) expect(isDirect(noProxy, url)).toBe(true)
})

test.each([
  ['*', 'https://api.loadero.com/'],
  ['a.example, *', 'https://api.loadero.com/'],
  ['loadero.com', 'https://loadero.com/'],
  ['loadero.com', 'https://api.loadero.com/'],
  ['LOADERO.com', 'https://api.Loadero.com./'],
  ['loadero.com.', 'https://api.loadero.com/'],
  ['.loadero.com', 'https://api.loadero.com/'],
  ['*.loadero.com', 'https://api.eu.loadero.com/'],
  ['*dev.example', 'https://api-dev.example/'],
  ['a.example,b.example', 'https://b.example/'],
  ['a.example b.example', 'https://b.example/'],
  ['a.example,\tb.example,', 'https://b.example/'],
  ['loadero.com:443', 'https://api.loadero.com/'],
  ['loadero.com:80', 'http://api.loadero.com/'],
  ['loadero.com:8443', 'https://api.loadero.com:8443/'],
  ['10.1.2.3', 'http://10.1.2.3/'],
  ['10.1.2.3:8080', 'http://10.1.2.3:8080/'],
  ['10.0.0.0/8', 'http://10.200.3.4:8080/'],
  ['192.168.0.0/16,172.16.0.0/12', 'http://172.31.255.255/'],
  ['10.1.2.0/24', 'http://[::ffff:10.1.2.3]/'],
  ['0.0.0.0/0', 'http://8.8.8.8/'],
  ['fd00::1', 'http://[fd00:0:0:0:0:0:0:1]/'],
  ['[fd00::1]', 'http://[fd00::1]/'],
  ['[fd00::1]:8080', 'http://[fd00::1]:8080/'],
  ['fd00::/8', 'http://[fd12:3456::1]/'],
])('NO_PROXY %j covers %s', (noProxy, url) => {
  expect(isDirect(noProxy, url)).toBe(true)
})

test.each([
  ['', 'https://api.loadero.com/'],
  [' , ', 'https://api.loadero.com/'],
  ['loadero.com', 'https://notloadero.com/'],
  ['api.loadero.com', 'https://loadero.com/'],
  ['loadero', 'https://loadero.com/'],
  ['loadero.com', 'https://loadero.com.evil.example/'],
  ['loadero.com:443', 'https://api.loadero.com:8443/'],
  ['loadero.com:443', 'http://api.loadero.com/'],
  ['10.0.0.0/8', 'http://11.0.0.1/'],
  ['10.0.0.0/8', 'http://10.example/'],
  ['10.0.0.0/33', 'http://11.0.0.1/'],
  ['10.0.0.0/x', 'http://10.0.0.1/'],
  ['10.1.2.3', 'http://110.1.2.3/'],
  ['fd00::/8', 'http://[fe80::1]/'],
  ['fd00::/8', 'http://10.0.0.1/'],
  ['[fd00::1]:8080', 'http://[fd00::1]:8081/'],
  ['://', 'https://api.loadero.com/'],
])('NO_PROXY %j does not cover %s', (noProxy, url) => {
  expect(isDirect(noProxy, url)).toBe(false)
})
