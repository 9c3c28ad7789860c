import { assert, looksRight, open, send, withPage } from './harness.mjs';

await looksRight('flow', 'flow', '.flow-edge.flows text.flow-p99');

await withPage('flow, a route with the keyboard alone', async (page) => {
  await open(page, 'flow', '.flow-node');
  assert.equal(await page.locator('.flow-node').filter({ hasText: 'normalize' }).count(), 1);
  await page.locator('.flow-node.flow-route').filter({ hasText: 'normalize' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.panel .flow-step .num:has-text("p99")');
  assert.match(page.url(), /route=normalize/);

  // what cannot be read fails in the step that reads it, with where that stands
  assert.equal(await send('devices/flow-1/telemetry', '{"temp": '), 400);
  const step = page.locator('.flow-step').filter({ hasText: 'decode' });
  await step.locator('.badge.bad').waitFor();
  await step.focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.flow-more li:has-text("devices/flow-1/telemetry")');
  await page.waitForSelector('.flow-source tr.open:has-text("process")');
  assert.match(await page.locator('.flow-more h3').last().textContent(), /^normalize\.camel\.yaml:\d+$/);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.panel', { state: 'detached' });
});

await withPage('flow, the reasons why messages leave', async (page) => {
  await open(page, 'flow', '.flow-rejected');
  await page.waitForSelector('.flow-rejected text:has-text("unreadable")');
  assert.equal(await page.locator('.flow-topics text:has-text("sensor.temperature")').count(), 1);
});
