// The script that runs while a startup snapshot is built: what many scripts call. More would make each host larger.
'use strict'

exports.script = (client) =>
  client
    .url('http://127.0.0.1/')
    .waitForElementVisible('#a')
    .waitForElementPresent('#a')
    .assert.visible('#a')
    .assert.textContains('#a', 'a')
    .assert.textEquals('#a', 'a')
    .click('#a')
    .setValue('#a', 'a')
    .getText('#a')
    .execute('return 1')
    .pause(1)
    .perform(() => {})
