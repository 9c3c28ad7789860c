import { assert, base, looksRight, open, picture, send, withPage } from './harness.mjs';

const HOSTILE = '<img src=x onerror="alert(1)">';
const BUTTON = 'tbody button.link';
const row = (page, text) => page.locator('tbody tr', { hasText: text }).first();

/** Loads the page anew, so that what is followed is what is asked for here. */
async function follow(page, hash) {
  await page.goto('about:blank');
  await open(page, hash, '.messages-state .ok');
}

/** Opens the newest message that shows this text, and returns its panel. */
async function openMessage(page, text) {
  await row(page, text).locator('button').click();
  await page.waitForSelector('.messages-steps');
  return page.locator('.panel');
}

await withPage('messages: each step and what it changed, a link, hostile text, the keyboard, pause', async (page) => {
  // each step, and what it changed
  await follow(page, 'messages?device=page-*');
  assert.equal(await send('devices/page-1/telemetry', '{"temperature": 21.50, "password": "hunter2"}'), 204);
  assert.equal(await send('devices/page-2/telemetry', '{'), 400);
  await row(page, 'page-2').getByText('unreadable', { exact: true }).waitFor();
  let panel = await openMessage(page, 'page-1');
  const text = await panel.innerText();
  assert.match(text, /stored/);
  assert.match(text, /204/);
  assert.match(text, /topic "sensor\.temperature"/);
  assert.match(text, /variable mapping/);
  assert.match(text, /"password" : "\[hidden\]"/);
  assert.doesNotMatch(text, /hunter2/);

  // the link shows it again
  const link = await panel.getByRole('link', { name: 'to this message' }).getAttribute('href');
  await page.goto('about:blank');
  await open(page, link.slice(2), '.messages-steps');
  assert.match(await page.locator('.panel').innerText(), /page-1/);

  // what a device sends is only text
  await follow(page, 'messages?device=hostile*');
  await send('devices/hostile%20~%20=1/telemetry', JSON.stringify({ temperature: 1, note: HOSTILE }));
  panel = await openMessage(page, 'hostile ~ =1');
  assert.match(await panel.innerText(), /<img src=x onerror=/);
  await follow(page, 'messages?address=*img*');
  await send(`devices/${encodeURIComponent(HOSTILE)}/telemetry`, HOSTILE);
  panel = await openMessage(page, '<img src=x');
  assert.match(await panel.innerText(), /bad-identity/);
  assert.equal(await page.locator('main img').count(), 0);

  // only the keyboard
  await follow(page, 'messages');
  await page.getByLabel('Device').focus();
  await page.keyboard.type('keys-*');
  await page.keyboard.press('Enter');
  await page.waitForURL(/device=keys/);
  await page.getByText('No message has matched yet').waitFor();
  await send('devices/keys-1/telemetry', '{"temperature": 1}');
  await row(page, 'keys-1').waitFor();
  await page.locator(BUTTON).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.messages-steps');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.panel', { state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.className), 'link');

  // pause, only failed, and back
  await send('devices/keys-2/telemetry', '{');
  await row(page, 'keys-2').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await send('devices/keys-3/telemetry', '{"temperature": 1}');
  await page.getByRole('button', { name: 'Only failed' }).click();
  await row(page, 'keys-1').waitFor({ state: 'detached' });
  assert.equal(await page.locator('tbody tr', { hasText: 'keys-3' }).count(), 0);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Only failed' }).click();
  await row(page, 'keys-3').waitFor();
});

await withPage('messages: a link to one that is gone says so', async (page) => {
  await open(page, 'messages?id=0123456789abcdef', '.panel .failure');
  assert.match(await page.locator('.panel .failure').innerText(), /This message is gone/);
  assert.equal((await fetch(`${base}/api/messages/message?id=0123456789abcdef`)).status, 404);
}, { expectErrors: true });

await looksRight('messages', 'messages?device=*', BUTTON, async (page) => {
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await picture(page, `messages-list-${page.viewportSize().width < 800 ? 'narrow' : dark ? 'dark' : 'light'}`);
  await openMessage(page, '204');
});
