// What the pages' tests share: a browser, a page that watches itself, checks, pictures.
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Of the gateway that run.sh has started. */
export const base = process.env.CONSOLE_URL;
export const device = process.env.DEVICE_URL;
/** Its folder of routes, a copy that a test may edit: what is saved is reloaded. */
export const routes = process.env.CONSOLE_ROUTES;
const pictures = process.env.CONSOLE_PICTURES || 'target/console';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-color-profile=srgb',
];

for (let i = 0; i < 120; i++) {
  if ((await fetch(`${base}/health/ready`)).ok) break;
  await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Runs the body with a page; fails on any request to another host and on anything in the browser's console. */
export async function withPage(name, body, { width = 1280, height = 800, colorScheme = 'light', expectErrors = false } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });
  const surprises = [];
  try {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(40000);
    page.on('console', (m) => surprises.push(`console ${m.type()}: ${m.text()}`));
    page.on('pageerror', (e) => surprises.push(`error: ${e.message}`));
    page.on('request', (r) => new URL(r.url()).host === new URL(base).host || surprises.push(`request to ${r.url()}`));
    await body(page);
  } finally {
    await browser.close();
  }
  if (!expectErrors) {
    assert.deepEqual(surprises, [], name);
  }
  console.log(`ok: ${name}`);
}

/** Goes to a page and waits until something of it shows. */
export async function open(page, hash, selector) {
  await page.goto(`${base}/#/${hash}`);
  await page.waitForSelector(selector);
}

/** No violation of the rules of axe, any of them. */
export async function accessible(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
  assert.deepEqual(found, [], `${name} is accessible`);
}

/** Nothing sticks out at the right. */
export async function fits(page, name) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name} fits the screen but is ${over} px too wide`);
}

export async function picture(page, name) {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

/** Opens the page light, dark and on a narrow screen: accessible, fitting, with pictures NAME-light.png and so on. */
export async function looksRight(name, hash, selector, prepare = async () => {}) {
  for (const [how, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { width: 390, height: 844 }],
  ]) {
    await withPage(`${name}, ${how}`, async (page) => {
      await open(page, hash, selector);
      await prepare(page);
      await accessible(page, `${name}, ${how}`);
      await fits(page, `${name}, ${how}`);
      await picture(page, `${name}-${how}`);
    }, options);
  }
}

/** Sends a reading as a device does over HTTP and returns the status. */
export async function send(address, payload, type = 'application/json') {
  const answer = await fetch(`${device}/v1/${address}`, { method: 'POST', headers: { 'Content-Type': type }, body: payload });
  return answer.status;
}

/** The values that a topic holds of a key. */
export function topic(name, key) {
  const { CLASSES, KAFKA } = process.env;
  const read = spawnSync('java', ['-cp', CLASSES, new URL('ReadTopic.java', import.meta.url).pathname, KAFKA, name, key], { encoding: 'utf8', timeout: 60000 });
  assert.equal(read.status, 0, read.stderr);
  return read.stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

/** POSTs as the page itself does, but for these headers; returns status and body. */
export const post = (page, path, body, headers = {}) => page.evaluate(async ([to, text, more]) => {
  const { token } = await (await fetch('/api/session')).json();
  const set = { 'Content-Type': 'application/json', 'X-CSRF-Token': token, ...more };
  const answer = await fetch(`/api/${to}`, { method: 'POST', headers: set, body: text });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}, [path, typeof body === 'string' ? body : JSON.stringify(body), headers]);

export { assert };
