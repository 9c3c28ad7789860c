import { html, getJson, postJson, useActions, useEffect, useState, Badge, Card, Empty, Failure, Table, ago, bytes, clock } from '../ui.js';
import { Tried, Workbench } from '../edit.js';

const RANGES = [['', 'the newest'], ['900', 'last 15 min'], ['3600', 'last hour'], ['86400', 'last day']];
const at = (letter) => `${letter.partition}:${letter.offset}`;
const place = (template) => template || '(no address template)';

/** Dead letters by reason, mapping and address; one with its bytes; tried, mended, replayed. */
export default function DeadLetters({ data, query, setQuery, go, session }) {
  const [overview, setOverview] = useState(null);
  const [reading, setReading] = useState(false);
  const [failure, setFailure] = useState('');
  const [round, setRound] = useState(0);
  const read = async () => {
    setReading(true);
    setFailure('');
    try {
      const since = query.range ? new Date(Date.now() - 1000 * Number(query.range)).toISOString() : '';
      setOverview(await getJson('dead-letters/groups', since ? { since } : {}));
      setRound((r) => r + 1);
    } catch (e) {
      setFailure(e.message);
    }
    setReading(false);
  };
  useEffect(() => { read(); }, [query.range]);
  const replay = data && data.replay;
  const ended = replay && replay.phase === 'ended';
  useEffect(() => { if (ended) read(); }, [ended]);
  const progress = data && data.progress;
  const group = overview && overview.groups.find((g) => g.id === query.group);
  return html`
    <div class="bar">
      <button onClick=${read} disabled=${reading}>${reading ? 'Reading' : 'Read again'}</button>
      <label>Show <select value=${query.range || ''} onChange=${(e) => setQuery({ range: e.target.value })}>
        ${RANGES.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label>
      <span class="muted" role="status">${reading && progress && progress.toRead > 0 ? `${progress.read} of ${progress.toRead} read` : overview ? told(overview) : ''}</span>
    </div>
    ${failure && html`<${Failure}>${failure}<//>`}
    ${replay && replay.phase !== 'none' && html`<${Replaying} state=${replay} session=${session} />`}
    <div class="dead-letters-columns">
      <div class="dead-letters-left">
        ${overview && html`<${Card} title="By reason, mapping and address">
          <${Table} label="Groups of dead letters" rows=${overview.groups} rowKey=${(g) => g.id} open=${query.group} empty="No dead letters in this time."
            onOpen=${(g) => setQuery({ group: g.id === query.group ? '' : g.id, at: '' })}
            columns=${[
              { title: 'reason', value: (g) => g.reason },
              { title: 'mapping', value: (g) => g.mapping || '–' },
              { title: 'address', value: (g) => html`<code>${place(g.template)}</code>` },
              { title: 'letters', num: true, value: (g) => g.count },
              { title: 'devices', num: true, value: (g) => g.devices },
              { title: 'newest', value: (g) => ago(g.newest) },
            ]} />
        <//>`}
        ${group && html`<${Letters} key=${group.id} group=${group} round=${round} query=${query} setQuery=${setQuery} session=${session} />`}
      </div>
      ${query.at && html`<${Letter} key=${query.at} position=${query.at} round=${round} query=${query} setQuery=${setQuery} session=${session} />`}
    </div>`;
}
DeadLetters.live = [];

const told = (o) => `${o.read}${o.stored > o.read ? ` of ${o.stored}` : ''} letters, read ${ago(o.at)}${o.whole ? '' : '; not all could be read in time'}`;

function Replaying({ state, session }) {
  const [failure, setFailure] = useState('');
  const done = state.published + state.again;
  const again = Object.entries(state.reasons).map(([reason, count]) => `${count} ${reason}`).join(', ');
  return html`<${Card} title="Replay" class="dead-letters-replay">
    <p role="status"><${Badge} tone=${state.phase === 'running' ? '' : state.complete && state.again === 0 ? 'ok' : 'warn'}>${state.phase === 'running' ? 'running' : 'ended'}<//>
      ${' '}${done} of ${state.selected} sent, ${state.published} published${again ? `, not published: ${again}` : ''}. ${state.phase === 'ended' ? state.result : ''}</p>
    <progress max=${state.selected} value=${done} aria-label="Replayed"></progress>
    ${state.phase === 'running' && html` <button disabled=${!session.write} onClick=${() => postJson('dead-letters/stop').catch((e) => setFailure(e.message))}>Stop</button>`}
    ${failure && html`<${Failure}>${failure}<//>`}
  <//>`;
}

function Letters({ group, round, query, setQuery, session }) {
  const [letters, setLetters] = useState([]);
  const [picked, setPicked] = useState({});
  const { act, busy, result, failure, setFailure } = useActions();
  const [rate, setRate] = useState('100');
  useEffect(() => {
    setPicked({});
    getJson('dead-letters/letters', { group: group.id }).then(setLetters, (e) => setFailure(e.message));
  }, [group.id, round]);
  const chosen = Object.keys(picked).filter((key) => picked[key]);
  const what = chosen.length ? { letters: chosen } : { group: group.id };
  const count = chosen.length || group.replayable;
  const of = chosen.length ? `${count} selected` : `all ${count}`;
  const dryRun = act('dry', async () => ({ totals: await postJson('dead-letters/dry-run', what), key: JSON.stringify(what) }));
  const replay = act('replay', async () => {
    await postJson('dead-letters/replay', { ...what, rate: Number(rate) });
    return null;
  });
  const ready = result && result.key === JSON.stringify(what);
  return html`<${Card} title=${`${group.reason} · ${place(group.template)}`}>
    <p class="mono">${group.detail}</p>
    <div class="bar">
      <button onClick=${dryRun} disabled=${!!busy || count === 0}>${busy === 'dry' ? 'Running' : `Dry run of ${of}`}</button>
      <button class="primary" onClick=${replay} disabled=${!session.write || !!busy || !ready || count === 0} title=${ready ? '' : 'A dry run comes first.'}>${`Replay ${of}`}</button>
      <label>at most <input class="dead-letters-rate" type="number" min="0" max="10000" value=${rate} onInput=${(e) => setRate(e.target.value)} /> a second</label>
      ${!session.write && html`<span class="muted">${session.why}</span>`}
      ${session.write && !ready && count > 0 && html`<span class="muted">A dry run comes before a replay.</span>`}
    </div>
    ${failure && html`<${Failure}>${failure}<//>`}
    ${result && html`<${Totals} totals=${result.totals} />`}
    <${Table} label="Dead letters of this group" rows=${letters} rowKey=${at} open=${query.at} onOpen=${(l) => setQuery({ at: at(l) === query.at ? '' : at(l) })}
      columns=${[
        { title: 'received', value: (l) => clock(l.at) },
        { title: 'device', value: (l) => l.device || '–' },
        { title: 'bytes', num: true, value: (l) => bytes(l.size) },
        { title: 'payload', value: (l) => html`<code class="dead-letters-preview">${l.preview}</code>` },
        { title: 'replay', value: (l) => l.replayable
          ? html`<span class="muted" title=${l.replayable}>${l.replayed ? 'done' : l.replayable}</span>`
          : html`<input type="checkbox" aria-label=${`Select the letter of ${clock(l.at)}`} checked=${!!picked[at(l)]} onChange=${(e) => setPicked({ ...picked, [at(l)]: e.target.checked })} />` },
      ]} />
    ${group.count > letters.length && letters.length > 0 && html`<p class="muted">The newest ${letters.length} of ${group.count} are listed.</p>`}
  <//>`;
}

function Totals({ totals }) {
  const again = Object.entries(totals.reasons).map(([reason, count]) => `${count} ${reason}`).join(', ');
  if (totals.findings.length) {
    return html`<p role="status"><${Badge} tone="bad">not tried<//> check refuses the saved files: ${totals.findings[0].problem}</p>`;
  }
  return html`<p role="status"><${Badge} tone=${again ? 'warn' : 'ok'}>dry run<//> ${totals.published} would be published${again ? `, not published: ${again}` : ''}. Nothing was sent.</p>`;
}

const VIEWS = ['text', 'hex', 'tree', 'headers'];

function Letter({ position, round, query, setQuery, session }) {
  const [one, setOne] = useState(null);
  const [view, setView] = useState('text');
  const [tried, setTried] = useState(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const [files, setFiles] = useState([]);
  useEffect(() => {
    getJson('dead-letters/letter', { at: position }).then(setOne, (e) => setFailure(e.message));
    getJson('mappings/files').then((all) => setFiles(all.map((f) => f.name)), () => {});
  }, [position, round]);
  const tryIt = async () => {
    setBusy(true);
    setFailure('');
    try {
      setTried(await postJson('dead-letters/try', { at: position }));
    } catch (e) {
      setFailure(e.message);
    }
    setBusy(false);
  };
  if (!one) return failure ? html`<${Failure}>${failure}<//>` : html`<${Empty}>Reading the letter.<//>`;
  const l = one.letter;
  const candidates = one.files.filter((f) => files.includes(f));
  return html`<div class="dead-letters-right">
    <${Card} title=${`Letter ${position}`} actions=${html`<button class="quiet" aria-label="Close the letter" onClick=${() => setQuery({ at: '', file: '' })}>✕</button>`}>
      <dl class="dead-letters-facts">
        <dt>reason</dt><dd><${Badge} tone="bad">${l.reason}<//></dd>
        <dt>why</dt><dd class="mono">${l.detail || '–'}</dd>
        <dt>device</dt><dd>${l.device || '–'}</dd>
        <dt>address</dt><dd><code>${l.address || '–'}</code> over ${l.protocol || '–'}</dd>
        <dt>received</dt><dd>${new Date(l.at).toLocaleString()}, ${bytes(l.size)}</dd>
        <dt>mend in</dt><dd>${candidates.length ? candidates.map((f) => html`<button class="link" aria-pressed=${query.file === f} onClick=${() => setQuery({ file: query.file === f ? '' : f })}>${f}</button> `) : '–'}</dd>
      </dl>
      <div class="bar" role="group" aria-label="How the bytes are shown">
        ${VIEWS.map((v) => html`<button aria-pressed=${view === v} onClick=${() => setView(v)}>${v}</button>`)}
      </div>
      <div class="dead-letters-bytes" tabindex="0" role="region" aria-label=${`The letter as ${view}`}>
        ${view === 'text' && html`<pre>${one.text}</pre>`}
        ${view === 'hex' && html`<pre class="dead-letters-hex">${one.hex.join('\n')}</pre>`}
        ${view === 'tree' && (one.tree === null ? html`<${Empty}>No tree: ${one.treeProblem}<//>` : html`<${Tree} value=${one.tree} words=${words(l.detail)} />`)}
        ${view === 'headers' && html`<dl class="dead-letters-facts">${Object.entries(one.headers).map(([k, v]) => html`<dt>${k}</dt><dd class="mono">${v}</dd>`)}</dl>`}
      </div>
      ${one.shown < l.size && html`<p class="muted">The first ${bytes(one.shown)} of ${bytes(l.size)} are shown.</p>`}
      <div class="bar"><button onClick=${tryIt} disabled=${busy}>${busy ? 'Trying' : 'Try with what is saved'}</button></div>
      ${failure && html`<${Failure}>${failure}<//>`}
      ${tried && html`<${Tried} result=${tried} what="the saved files" />`}
    <//>
    ${query.file && html`<${Card} title=${`Edit ${query.file}`}>
      <${Workbench} key=${query.file} name=${query.file} session=${session} sample=${{ letter: position }} sampleName="this letter" />
    <//>`}
  </div>`;
}

/** Names in the reason: such members of the tree are marked. */
const words = (detail) => new Set((detail || '').split(/[^\p{L}\p{N}_.-]+/u).flatMap((w) => [w, w.replace(/[.:]+$/, '')]));

function Tree({ value, words: marked }) {
  if (value === null || typeof value !== 'object') return html`<span class="mono">${JSON.stringify(value)}</span>`;
  return html`<ul class="dead-letters-tree">${Object.entries(value).map(
    ([name, child]) => html`<li><span class=${`mono ${marked.has(name) && !Array.isArray(value) ? 'dead-letters-fault' : 'muted'}`}>${name}${marked.has(name) && !Array.isArray(value) ? ' (at fault)' : ''}</span>${' '}<${Tree} value=${child} words=${marked} /></li>`,
  )}</ul>`;
}
