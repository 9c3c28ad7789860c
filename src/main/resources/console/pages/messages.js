import {
  html, useAnswer, useState, Badge, Card, Empty, Failure, Panel, Table, bytes, clock, number, seconds,
} from '../ui.js';

const MOST = 100;

/** Messages on their way: rows as they come, and one of them step by step. */
export default function Messages({ data, query, setQuery, go }) {
  const [held, hold] = useState(null);
  const shown = held || data || { rows: [] };
  const rows = query.failed ? shown.rows.filter((row) => row.failed) : shown.rows;
  const open = (row) => setQuery({ id: row.id === query.id ? '' : row.id });
  return html`
    <${Card}>
      <${Filter} query=${query} setQuery=${setQuery} />
      <${State} data=${data} held=${held} hold=${hold} query=${query} setQuery=${setQuery} />
    <//>
    <div class=${`split messages-split ${query.id ? 'with-panel' : ''}`}>
      <${Card}>
        <${Table} label="Messages" columns=${COLUMNS} rows=${rows} rowKey=${(row) => row.id} onOpen=${open} open=${query.id}
          empty=${data ? 'No message has matched yet. What comes from now on is shown here.' : 'Waiting for the gateway.'} />
      <//>
      ${query.id && html`<${Message} key=${query.id} id=${query.id} go=${go} close=${() => close(setQuery)} />`}
    </div>`;
}

/** What comes, newest first; after a reconnect the gateway sends all again. */
Messages.reduce = (before, event) => {
  const known = new Set(event.rows.map((row) => row.id));
  const old = before ? before.rows.filter((row) => !known.has(row.id)) : [];
  return { ...event, until: Date.now() + event.left * 1000, rows: [...event.rows.reverse(), ...old].slice(0, MOST) };
};
/** What came for another filter does not belong to this one. */
Messages.anew = true;
Messages.live = ['device', 'address', 'route', 'run'];

function close(setQuery) {
  const row = document.querySelector('.page-messages button[aria-expanded="true"]');
  setQuery({ id: '' });
  if (row) row.focus();
}

function outcome(row) {
  if (row.reason) return html`<${Badge} tone="bad">${row.reason}<//>`;
  return html`<${Badge} tone=${row.failed ? 'bad' : row.outcome.startsWith('stored') ? 'ok' : ''}>${short(row.outcome, 40)}<//>`;
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most)}…` : text);

const COLUMNS = [
  { title: 'Time', value: (row) => clock(row.time) },
  { title: 'Device', value: (row) => row.device || '–' },
  { title: 'Address', value: (row) => row.address || '–' },
  { title: 'Came in by', value: (row) => row.route || '–' },
  { title: 'Outcome', value: outcome },
  { title: 'Took', num: true, value: (row) => (row.micros === undefined ? '–' : seconds(row.micros / 1e6)) },
  { title: 'The sender is answered', value: (row) => row.answer || '–' },
];

const FIELDS = [
  ['device', 'Device', 'dev-*'],
  ['address', 'Address', 'devices/*/telemetry'],
  ['route', 'Route', 'normalize'],
];

function Filter({ query, setQuery }) {
  const submit = (e) => {
    e.preventDefault();
    const form = new FormData(e.target);
    setQuery({ ...Object.fromEntries(FIELDS.map(([name]) => [name, form.get(name).trim()])), id: '' });
  };
  return html`<form class="bar messages-filter" onSubmit=${submit}>
    ${FIELDS.map(
      ([name, title, example]) => html`<label>${title}
        <input name=${name} key=${query[name] || ''} defaultValue=${query[name] || ''} placeholder=${example} maxlength="512" autocomplete="off" spellcheck=${false} />
      </label>`,
    )}
    <button class="primary" type="submit">Follow</button>
    <span class="muted wide">* stands for anything; empty is all</span>
  </form>`;
}

function State({ data, held, hold, query, setQuery }) {
  const more = () => setQuery({ run: Date.now().toString(36) });
  return html`<div class="bar messages-state">
    ${!data
      ? html`<${Badge}>connecting<//>`
      : data.left > 0
        ? html`<${Badge} tone="ok">following until ${clock(data.until).slice(0, 5)}<//>`
        : html`<${Badge} tone="warn">not followed any more<//> <button onClick=${more}>Follow on</button>`}
    <button aria-pressed=${held ? 'true' : 'false'} onClick=${() => hold(held ? null : data || null)}>Pause</button>
    <button aria-pressed=${query.failed ? 'true' : 'false'} onClick=${() => setQuery({ failed: query.failed ? '' : '1' })}>Only failed</button>
    ${data && data.left === 0 && html`<span class="muted">It ends after 15 minutes, so that a page that was forgotten costs nothing.</span>`}
    ${data && data.dropped > 0 && html`<span class="muted">${number(data.dropped, 6)} more matched: too many to follow each, narrow the filter.</span>`}
  </div>`;
}

/** One message, which a link brings back while the gateway holds it. */
function Message({ id, close: onClose }) {
  const { answer, error, top } = useAnswer('messages/message', { id }, id);
  return html`<${Panel} title="Message" onClose=${onClose}>
    <div ref=${top} tabindex="-1" class="messages-message">
      ${error && html`<${Failure}>${error.message}<//>`}
      ${!error && !answer && html`<${Empty}>Loading.<//>`}
      ${answer && html`<${Way} message=${answer} />`}
    </div>
  <//>`;
}

function Way({ message: m }) {
  const first = m.steps.length ? m.steps[0].before : -1;
  return html`
    <dl class="messages-facts">
      <dt>Device</dt><dd>${m.device || '–'}</dd>
      <dt>Address</dt><dd>${m.address || '–'}</dd>
      <dt>Outcome</dt><dd>${outcome(m)} ${m.reason && m.outcome}</dd>
      <dt>Answer</dt><dd>${m.answer || 'none: nobody waits for one'}</dd>
      <dt>Took</dt><dd>${m.micros === undefined ? '–' : seconds(m.micros / 1e6)}, ${clock(m.time)}</dd>
      ${m.events.length > 0 && html`<dt>Events</dt><dd class="mono">${m.events.map((e) => html`<div>${e}</div>`)}</dd>`}
      <dt>Link</dt><dd><a href=${`#/messages?id=${m.id}`}>to this message</a> <span class="muted">while the gateway holds it</span></dd>
    </dl>
    <h3>Payload</h3>
    <${Body} body=${m.bodies[first]} />
    ${m.bodies[first] && m.bodies[first].form !== 'none' && html`<p><button onClick=${() => tryOn(m, m.bodies[first])}>Try it on an edit</button></p>`}
    <h3>Steps</h3>
    <ol class="messages-steps">${m.steps.map((step, i) => html`<${Step} message=${m} index=${i} />`)}</ol>`;
}

/** Hands the message over to the page of mappings. */
function tryOn(message, body) {
  const payload = body.lines.join('\n');
  sessionStorage.setItem('sample', JSON.stringify({ protocol: message.protocol || 'mqtt', address: message.address, payload, hex: body.form === 'bytes' }));
  location.hash = '#/mappings';
}

/** A body, folded where it is long. */
function Body({ body, fold = 12 }) {
  if (!body) return html`<${Empty}>It is not held: too much.<//>`;
  const text = body.lines.join('\n');
  if (body.form === 'none') return html`<${Empty}>Empty.<//>`;
  if (body.lines.length <= fold) return html`<pre class="messages-body">${text}</pre>`;
  return html`<details><summary>${body.form}, ${bytes(body.size)}, ${body.lines.length} lines</summary><pre class="messages-body">${text}</pre></details>`;
}

/** Whether a step within this one has changed the body already. */
function changedWithin(steps, index) {
  const inner = steps[index].inner || 0;
  return steps.slice(index + 1, index + 1 + inner).some((step) => step.before !== step.after || step.set.length > 0);
}

function Step({ message, index }) {
  const step = message.steps[index];
  const before = message.steps[index - 1];
  const tells = !changedWithin(message.steps, index);
  return html`
    ${(!before || before.route !== step.route) && step.route && html`<li class="messages-route">${step.route}</li>`}
    <li class="messages-step" style=${{ marginLeft: `${Math.min(6, (step.depth || 0) + Math.max(0, (step.level || 1) - 1)) * 10}px` }}>
      <div class="messages-head">
        <span class="mono grow">${short(step.step, 90)}</span>
        ${step.took !== undefined && html`<span class="num muted">${seconds(step.took / 1e6)}</span>`}
      </div>
      ${step.location && html`<div class="muted messages-place">${step.location.split('/').slice(-2).join('/')}</div>`}
      ${step.failure && html`<div class="messages-failure">${step.failure}</div>`}
      ${tells && step.before !== step.after && html`<${Change} message=${message} step=${step} />`}
      ${tells &&
      step.set.map(
        (s) => html`<div class="messages-set"><span class="mono">${s.name}</span> <${Values} before=${s.before} after=${s.after} /></div>`,
      )}
    </li>`;
}

const Values = ({ before, after }) => html`
  ${before !== undefined && html`<del>${before}</del> `}${after !== undefined && html`<ins>${after}</ins>`}`;

function Change({ message, step }) {
  const diff = step.diff || {};
  if (diff.fields) {
    return html`<div class="messages-diff">
      ${diff.fields.map((c) => html`<div><span class="mono">${c.path || 'all'}</span> <${Values} before=${c.before} after=${c.after} /></div>`)}
      ${diff.more > 0 && html`<div class="muted">and ${diff.more} more</div>`}
    </div>`;
  }
  if (diff.lines) {
    return html`<pre class="messages-body">${diff.lines.map((line) =>
      line[0] === '-' ? html`<del>${line}\n</del>` : line[0] === '+' ? html`<ins>${line}\n</ins>` : `${line}\n`,
    )}</pre>`;
  }
  return html`<div class="muted">The body is now</div><${Body} body=${message.bodies[step.after]} fold=${30} />`;
}
