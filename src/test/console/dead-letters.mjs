// A payload is dead-lettered, the mapping is edited, tried and saved, the letter is replayed, and seen on the topic.
import { readFileSync } from 'node:fs';
import { assert, accessible, looksRight, open, picture, post, send, topic, withPage } from './harness.mjs';

const routes = process.env.ROUTES;
for (const [device, payload] of [['wobbler-1', '{"wobbliness": 21.5, "fw": "1.2"}'], ['wobbler-2', '{"wobbliness": 3}'], ['wobbler-2', '{"temp": "hot"}'], ['wobbler-3', '!{']]) {
  let answer = await send(`devices/${device}/telemetry`, payload);
  // as a device does while Kafka has too much to do
  for (let i = 0; i < 20 && answer === 503; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    answer = await send(`devices/${device}/telemetry`, payload);
  }
  assert.equal(answer, 400);
}
const status = (page, text) => page.waitForSelector(`[role=status]:has-text(${JSON.stringify(text)})`);
const openLetter = async (page) => {
  await open(page, 'dead-letters', '.dead-letters-left table button');
  await page.click('button:text-is("unmapped")');
  await page.click('tr:has-text("wobbler-1") button');
  await page.waitForSelector('.dead-letters-right');
};

await withPage('dead-letters, keyboard only', async (page) => {
  await open(page, 'dead-letters', '.dead-letters-left table button');
  const tabTo = async (selector) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
    }
    assert.fail(`Tab never comes to ${selector}`);
  };
  await tabTo('.dead-letters-left table button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[aria-label^="Select the letter"]');
  await tabTo('input[aria-label^="Select the letter"]');
  await page.keyboard.press('Space');
  await page.waitForSelector('button:has-text("Dry run of 1 selected")');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.dead-letters-right');
  await tabTo('.dead-letters-right .bar button');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.dead-letters-hex');
});

await withPage('dead-letters, edit, try, save, replay', async (page) => {
  await openLetter(page);
  await page.click('button:text-is("hex")');
  await page.waitForSelector('.dead-letters-hex:has-text("7b 22 77 6f")');
  await page.click('button:text-is("headers")');
  await page.waitForSelector('dt:text-is("tributary_mapping")');
  await page.click('.dead-letters-facts button:text-is("kinds.yaml")');
  await page.waitForSelector('.edit-host .cm-content');
  // where to type; the rest is what a person does
  await page.evaluate(() => {
    const { editor } = document.querySelector('.edit-host');
    const at = editor.state.doc.toString().indexOf('synonyms: [temp, ') + 'synonyms: ['.length;
    editor.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    editor.focus();
  });
  await page.keyboard.type('wobbliness, ');
  await page.click('button:has-text("Try on this letter")');
  await status(page, 'would be published with this edit');
  await page.click('summary:has-text("Difference to what runs")');
  await page.waitForSelector('.edit-added:has-text("[wobbliness, temp")');
  await page.check('label:has-text("add as a case") input');
  await page.fill('input[aria-label="Name of the case"]', 'wobbliness is a temperature');
  await picture(page, 'dead-letters-edit');
  await accessible(page, 'the editor');
  await page.click('button:text-is("Save")');
  await status(page, 'saved and active');
  assert.match(readFileSync(`${routes}/kinds.yaml`, 'utf8'), /synonyms: \[wobbliness, temp/);
  assert.match(readFileSync(`${routes}/cases/console.yaml`, 'utf8'), /- name: "wobbliness is a temperature"/);
  // two, or more where one was answered 503 and stored all the same
  const all = Number((await page.textContent('button:has-text("Dry run of all")')).match(/\d+/)[0]);
  assert.ok(all >= 2, String(all));
  await page.click('button:has-text("Dry run of all")');
  await status(page, `${all} would be published`);
  await page.click('button:has-text("Replay all")');
  await status(page, `${all} of ${all} sent, ${all} published`);
  await page.waitForSelector('tr:has-text("wobbler-1"):has-text("done")');
  await page.waitForSelector('button:has-text("Replay all 0"):disabled');
}, {});
const [event] = topic('iot.sensor.temperature', 'wobbler-1');
assert.equal(event.value, 21.5);
console.log('ok: the replayed letter is on the topic');

await withPage('dead-letters, requests that are refused', async (page) => {
  await open(page, 'dead-letters', '.dead-letters-left table button');
  const refused = async (path, body, expected, headers) => {
    const answer = await post(page, path, body, headers);
    assert.equal(answer.status, expected, `${path}: ${JSON.stringify(answer.body)}`);
    assert.ok(answer.body.error, path);
  };
  await refused('dead-letters/replay', { letters: ['0:0'] }, 403, { 'X-CSRF-Token': 'forged' });
  await refused('dead-letters/replay', { letters: [] }, 400);
  await refused('dead-letters/replay', { letters: ['../0'] }, 400);
  await refused('dead-letters/replay', { letters: [7] }, 400);
  await refused('dead-letters/replay', { letters: Array(1001).fill('0:0') }, 400);
  await refused('dead-letters/replay', { letters: ['0:0'], rate: -1 }, 400);
  await refused('dead-letters/try', { at: '99:1' }, 404);
  await refused('dead-letters/replay', 'x'.repeat(3 << 20), 413);
  await refused('dead-letters/replay', '{', 400);
}, { expectErrors: true });

await looksRight('dead-letters', 'dead-letters', '.dead-letters-left table button', async (page) => {
  await page.click('button:text-is("unmapped")');
  await page.click('tr:has-text("wobbler-1") button');
  await page.click('button:text-is("tree")');
  await page.waitForSelector('.dead-letters-tree:has-text("wobbliness (at fault)")');
  await page.click('button:has-text("Try with what is saved")');
  await status(page, 'would be published with the saved files');
});
