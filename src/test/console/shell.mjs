// What stands around every page: login, theme, and a gateway that goes away and comes back.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { accessible, assert, fits, open, picture, withPage } from './harness.mjs';

await withPage('the shell with the keyboard alone, light and dark', async (page) => {
  await open(page, 'overview', '.figures');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: 'Light or dark' }).focus();
  await page.keyboard.press('Enter');
  assert.notEqual(await background(), light);
  await page.reload();
  await page.waitForSelector('.figures');
  assert.notEqual(await background(), light, 'the choice is remembered');
});

await withPage('first paint from the jar', async (page) => {
  const paints = [];
  for (let i = 0; i < 5; i++) {
    await open(page, 'flow', '.flow-node');
    paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
    await page.goto('about:blank');
  }
  paints.sort((a, b) => a - b);
  console.log(`first contentful paint: ${paints.map((p) => Math.round(p)).join(', ')} ms`);
});

const folder = mkdtempSync(`${tmpdir()}/console-`);
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const { port } = free.address();
free.close();
const password = readFileSync('src/test/resources/console/users', 'utf8');
writeFileSync(`${folder}/users`, password);
writeFileSync(`${folder}/none.properties`, '');

async function start() {
  const command = (process.env.GATEWAY || 'java -XX:TieredStopAtLevel=1 -jar target/tributary.jar').split(' ');
  const sets = {
    'management.port': port, 'http.port': 0, 'coap.port': '', 'dev.mqtt-port': 0, 'dev.kafka-port': 0,
    'dev.directory': `${folder}/dev`, 'trace.directory': `${folder}/trace`, 'management.users-file': `${folder}/users`,
  };
  const log = openSync(`${folder}/log`, 'w');
  const settings = Object.entries(sets).flatMap(([key, value]) => ['--set', `tributary.${key}=${value}`]);
  const gateway = spawn(command[0], [...command.slice(1), 'dev', '--config', `${folder}/none.properties`, ...settings], { stdio: ['ignore', log, log] });
  for (let i = 0; i < 120; i++) {
    await new Promise((done) => setTimeout(done, 500));
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
    if (answer && answer.ok) return gateway;
  }
  throw new Error(readFileSync(`${folder}/log`, 'utf8'));
}

async function login(page, word) {
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password').fill(word);
  await page.keyboard.press('Enter');
}

let gateway = await start();
try {
  await withPage('a gateway with users that is started again', async (page) => {
    await page.goto(`http://127.0.0.1:${port}/#/overview`);
    await page.getByLabel('Password').waitFor();
    await accessible(page, 'login');
    await login(page, 'wrong');
    await page.getByRole('alert').waitFor();
    await fits(page, 'login');
    await picture(page, 'login');
    await login(page, 'correct horse');
    await page.waitForSelector('.figures');

    gateway.kill('SIGKILL');
    await page.getByText('gateway does not answer, trying again').waitFor();
    gateway = await start();
    await page.getByLabel('Password').waitFor();
    await login(page, 'correct horse');
    await page.getByText('The gateway has started again since you opened this page.').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
  }, { expectErrors: true, host: `127.0.0.1:${port}` });
} finally {
  gateway.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
