import { accessible, assert, base, fits, looksRight, open, picture, withPage } from './harness.mjs';

const HOSTILE = '<img src=x onerror=alert(1)>';
const row = (page, label, text) => page.getByRole('region', { name: label }).locator('tbody tr', { hasText: text }).first();

/** Fires for room-1 within a minute: its humidity is over 85 for 20 s in the rules of dev. */
const FIRES = 60000;

/** Opens a rule and runs it over the last hour. */
async function backtest(page, rule) {
  await row(page, 'Rules', rule).locator('button').click();
  await page.getByRole('button', { name: 'Backtest' }).click();
  await page.waitForSelector('.alerts-plot canvas');
}

await withPage('alerts: what fires and why, rules, a backtest with its plot, who is behind', async (page) => {
  await open(page, 'alerts', 'h2');
  await row(page, 'Alerts that fire', 'humid').waitFor({ timeout: FIRES });

  // evidence, with the keyboard alone
  await row(page, 'Alerts that fire', 'humid').locator('button').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.alerts-evidence table');
  const evidence = await page.locator('.panel').innerText();
  assert.match(evidence, /opened by/);
  assert.match(evidence, /%RH/);
  assert.match(evidence, /No route out has read alerts yet|done|waits/);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.panel', { state: 'detached' });

  // rules, their counts, and a backtest
  assert.match(await row(page, 'Rules', 'humid').innerText(), /alert of humidity/);
  await backtest(page, 'humid');
  const panel = page.locator('.panel');
  assert.match(await panel.innerText(), /alerts from [\d,. k]+ events/);
  assert.match(await panel.innerText(), /dashed: 85/);
  assert.match(await panel.locator('.alerts-plot').getAttribute('aria-label'), /would have fired \d+ times/);
  await row(page, 'What it would have done', 'firing').waitFor();
  await row(page, 'Consumer groups', 'analytics').waitFor({ timeout: 30000 });

  // what a device says is text
  await page.getByLabel('Find').fill(HOSTILE);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing that fires has this text.').waitFor();
  assert.equal(await page.locator('main img').count(), 0);
});

await withPage('alerts: one that is gone says so', async (page) => {
  await open(page, 'alerts?id=00000000-0000-8000-8000-000000000000&since=2026-01-01T00:00:00.000Z', '.panel .failure');
  assert.match(await page.locator('.panel .failure').innerText(), /not in Kafka any more/);
  assert.equal((await fetch(`${base}/api/alerts/backtest?job=x`)).status, 404);
}, { expectErrors: true });

await looksRight('alerts', 'alerts', '.alerts-main', async (page) => {
  const how = page.viewportSize().width < 800 ? 'narrow' : (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) ? 'dark' : 'light';
  await row(page, 'Alerts that fire', 'humid').waitFor({ timeout: FIRES });
  await accessible(page, `alerts, list, ${how}`);
  await fits(page, `alerts, list, ${how}`);
  await picture(page, `alerts-list-${how}`);
  await backtest(page, 'humid');
});
