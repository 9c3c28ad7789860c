// A file is edited, checked while it is typed, tried on a message, and saved only if check and cases pass.
import { readFileSync, writeFileSync } from 'node:fs';
import { assert, accessible, looksRight, open, picture, post, withPage } from './harness.mjs';

const routes = process.env.ROUTES;
const kinds = () => readFileSync(`${routes}/kinds.yaml`, 'utf8');
const status = (page, text) => page.waitForSelector(`[role=status]:has-text(${JSON.stringify(text)})`);
/** Puts the cursor before the first place of this text, as a click would. */
const cursor = (page, text) => page.evaluate((find) => {
  const { editor } = document.querySelector('.edit-host');
  editor.dispatch({ selection: { anchor: editor.state.doc.toString().indexOf(find) }, scrollIntoView: true });
  editor.focus();
}, text);
const edit = 'mappings?file=kinds.yaml';

await withPage('mappings, an edit that check refuses, and one that breaks a case', async (page) => {
  await open(page, edit, '.edit-host .cm-content');
  const before = kinds();
  await page.fill('textarea[aria-label="Payload"]', '{"shakiness": 3}');
  await page.click('button:has-text("Try on the message")');
  await status(page, 'unmapped with the saved files');
  await cursor(page, '  temperature:\n    group');
  await page.keyboard.type('  oops');
  await page.waitForSelector('.edit-workbench li:has-text("kinds.yaml")');
  await page.waitForSelector('button:text-is("Save"):disabled');
  await page.click('button:text-is("Undo all")');
  await page.waitForSelector('.edit-workbench li', { state: 'detached' });
  writeFileSync(`${routes}/cases/mine.yaml`, '- name: nothing is known of shakiness\n  sent: { json: { shakiness: 1 } }\n  expected: { answer: unmapped }\n');
  await cursor(page, 'temp, tmp, local');
  await page.keyboard.type('shakiness, ');
  await page.click('button:text-is("Save")');
  await status(page, 'not saved');
  await page.waitForSelector('li:has-text("nothing is known of shakiness")');
  assert.equal(kinds(), before);
  writeFileSync(`${routes}/cases/mine.yaml`, '[]\n');
  await page.click('button:has-text("Try on the message")');
  await status(page, 'would be published with this edit');
  await page.click('button:text-is("Run check and cases")');
  await status(page, 'check and cases pass');
});

await withPage('mappings, somebody else saves first', async (page) => {
  await open(page, edit, '.edit-host .cm-content');
  await cursor(page, 'temp, tmp, local');
  await page.keyboard.type('shakiness, ');
  writeFileSync(`${routes}/kinds.yaml`, `${kinds()}# theirs\n`);
  await page.click('button:text-is("Save")');
  await page.waitForSelector('[role=alert]:has-text("was changed since it was opened")');
  assert.match(kinds(), /# theirs\n$/);
}, { expectErrors: true });

await withPage('mappings, saved with the keyboard only', async (page) => {
  await open(page, edit, '.edit-host .cm-content');
  await cursor(page, 'temp, tmp, local');
  await page.keyboard.type('shakiness, ');
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.textContent === 'Save')) break;
  }
  await page.waitForSelector('button:text-is("Save"):focus');
  await page.keyboard.press('Enter');
  await status(page, 'saved and active');
  assert.match(kinds(), /shakiness, temp/);
  await status(page, 'saved files are active');
});

await withPage('mappings, requests that are refused', async (page) => {
  await open(page, 'mappings', '.mappings-files button');
  const refused = async (path, body, expected, headers) => {
    const answer = await post(page, path, body, headers);
    assert.equal(answer.status, expected, `${path}: ${JSON.stringify(answer.body)}`);
    assert.ok(answer.body.error, path);
  };
  const save = (name, text = 'a: 1\n', digest = '') => ({ edits: [{ name, text, digest }] });
  for (const name of ['../outside.yaml', '/etc/cron.yaml', 'mappings/../../a.jslt', 'a.sh', '.hidden.yaml', 'nowhere/a.yaml', 'lib/a.jar']) {
    await refused('mappings/save', save(name), 400);
    await refused('mappings/try', { ...save(name), protocol: 'mqtt', address: 'devices/a/telemetry', payload: '1' }, 400);
  }
  await refused('mappings/save', save('mappings/a.jslt', 'x'.repeat(300000)), 413);
  await refused('mappings/save', save('kinds.yaml', 'a: 1', 'stale'), 409);
  await refused('mappings/save', { edits: [] }, 400);
  await refused('mappings/save', { edits: 'all' }, 400);
  await refused('mappings/save', { edits: Array(11).fill(save('kinds.yaml').edits[0]) }, 400);
  await refused('mappings/save', save('kinds.yaml'), 403, { 'X-CSRF-Token': 'forged' });
  await refused('mappings/try', { protocol: 'pigeon', address: 'a', payload: '' }, 400);
  await refused('mappings/try', { protocol: 'mqtt', address: 'a', payload: 'xyz', hex: true }, 400);
}, { expectErrors: true });

await looksRight('mappings', edit, '.edit-host .cm-content', async (page) => {
  await page.click('button:has-text("Try on the message")');
  await status(page, 'would be published');
});
