import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { accessible, assert, fits, looksRight, open, picture, routes, send, withPage } from './harness.mjs';

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
  await picture(page, 'flow-step');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.panel', { state: 'detached' });
});

await withPage('flow, the reasons why messages leave', async (page) => {
  await open(page, 'flow', '.flow-rejected');
  await page.waitForSelector('.flow-rejected text:has-text("unreadable")');
  assert.equal(await page.locator('.flow-topics text:has-text("sensor.temperature")').count(), 1);
});

await withPage('flow, sixty routes more, that come with a reload', async (page) => {
  await open(page, 'flow', '.flow-node');
  mkdirSync(`${routes}/own`);
  for (let i = 1; i <= 60; i++) {
    writeFileSync(
      `${routes}/own/site-${i}.camel.yaml`,
      `- route:\n    id: site-${i}\n    from:\n      uri: timer:site-${i}?period=2000\n      steps:\n        - setBody: { constant: "${i}" }\n        - to: seda:nowhere-${i}?discardIfNoConsumers=true\n`,
    );
  }
  await page.waitForSelector('.flow-group:has-text("60 routes")', { timeout: 40000 });
  await accessible(page, 'flow with many routes');
  await picture(page, 'flow-many');
  await page.getByRole('searchbox').fill('site-42');
  await page.waitForSelector('.flow-route:has-text("site-42")');
  await page.getByRole('button', { name: 'site-42' }).last().click();
  await page.waitForSelector('.panel .flow-step:has-text("setBody")');
  await page.getByRole('searchbox').fill('');
  await page.waitForSelector('.flow-route:has-text("site-42")');
  await fits(page, 'flow with many routes');
  await picture(page, 'flow-many-open');
  rmSync(`${routes}/own`, { recursive: true });
  await page.waitForSelector('.flow-route:has-text("site-42")', { state: 'detached', timeout: 40000 });
});
