// What pages share: preact, formats, small components, and how to ask the gateway.
import { h, render, Fragment } from './vendor/preact.js';
import { useEffect, useRef, useState } from './vendor/preact-hooks.js';
import htm from './vendor/htm.js';

export { h, render, Fragment };
export * from './vendor/preact-hooks.js';
export const html = htm.bind(h);

// ---- asking -------------------------------------------------------------------------------

let session = null;

export async function loadSession() {
  session = await getJson('session');
  return session;
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({ error: `HTTP status ${response.status}` }));
  if (!response.ok) {
    throw Object.assign(new Error(body.error || `HTTP status ${response.status}`), { status: response.status });
  }
  return body;
}

/** GET /api/PATH with these parameters; throws an Error whose message is for people. */
export async function getJson(path, query = {}) {
  const text = new URLSearchParams(query).toString();
  return answerOf(await fetch(`/api/${path}${text ? `?${text}` : ''}`));
}

/** POST /api/PATH; the gateway answers or this throws an Error whose message is for people. */
export async function postJson(path, body = {}) {
  if (!session) {
    await loadSession();
  }
  return answerOf(
    await fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.token },
      body: JSON.stringify(body),
    }),
  );
}

/**
 * What the gateway answers to a question, or the error; asked again when the key changes. top is for what then gets the
 * focus.
 */
export function useAnswer(path, query, key) {
  const [found, set] = useState({});
  const top = useRef();
  useEffect(() => {
    let wanted = true;
    getJson(path, query).then(
      (answer) => wanted && set({ answer }),
      (error) => wanted && set({ error }),
    );
    return () => (wanted = false);
  }, [key]);
  useEffect(() => {
    if (top.current) top.current.focus();
  }, [found]);
  return { ...found, top };
}

/** Actions that a person begins, one at a time: which is under way, and what the last one returned or why it failed. */
export function useActions() {
  const [busy, setBusy] = useState('');
  const [result, setResult] = useState(null);
  const [failure, setFailure] = useState('');
  const act = (name, action) => async () => {
    setBusy(name);
    setFailure('');
    setResult(null);
    try {
      setResult(await action());
    } catch (e) {
      setFailure(e.message);
    }
    setBusy('');
  };
  return { act, busy, result, setResult, failure, setFailure };
}

// ---- formats ------------------------------------------------------------------------------

export function number(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size >= 1e9) return `${trim(value / 1e9, digits)} G`;
  if (size >= 1e6) return `${trim(value / 1e6, digits)} M`;
  if (size >= 1e4) return `${trim(value / 1e3, digits)} k`;
  return trim(value, digits);
}

function trim(value, digits) {
  const size = Math.abs(value);
  const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return String(Number(value.toFixed(Math.min(decimals, 3))));
}

/** Messages or events a second. */
export const rate = (value) =>
  value === null || value === undefined ? '–' : `${value < 9.95 ? Number(value.toFixed(1)) : number(Math.round(value))}/s`;

/** A time of so many seconds: 340 µs, 12 ms, 3.1 s. */
export function seconds(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value < 1e-3) return `${trim(value * 1e6, 2)} µs`;
  if (value < 1) return `${trim(value * 1e3, 2)} ms`;
  return duration(value);
}

/** 12 s, 4 min, 3 h, 2 d. */
export function duration(value) {
  if (value < 60) return `${trim(value, 2)} s`;
  if (value < 3600) return `${Math.floor(value / 60)} min`;
  if (value < 86400) return `${Math.floor(value / 3600)} h ${Math.floor((value % 3600) / 60)} min`;
  return `${Math.floor(value / 86400)} d ${Math.floor((value % 86400) / 3600)} h`;
}

export const ago = (time) => `${duration(Math.max(0, (Date.now() - new Date(time)) / 1000))} ago`;

/** The time of day here, to the millisecond. */
export function clock(time) {
  const date = new Date(time);
  return `${date.toLocaleTimeString([], { hour12: false })}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function bytes(value) {
  if (value >= 1 << 20) return `${trim(value / (1 << 20), 3)} MiB`;
  if (value >= 1 << 10) return `${trim(value / (1 << 10), 3)} KiB`;
  return `${value} B`;
}

// ---- components ---------------------------------------------------------------------------

/** tone: ok, warn, bad, or none. Says what it means in words too. */
export const Badge = ({ tone = '', children }) => html`<span class="badge ${tone}">${children}</span>`;

export const Card = ({ title, actions, children, class: more = '' }) => html`
  <section class="card ${more}">
    ${(title || actions) && html`<div class="card-head">${title && html`<h2>${title}</h2>`}<div class="grow"></div>${actions}</div>`}
    ${children}
  </section>`;

export const Figure = ({ label, value, tone = '' }) => html`
  <div class="figure ${tone}"><div class="figure-value">${value}</div><div class="figure-label">${label}</div></div>`;

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

export const Failure = ({ children }) => html`<p class="failure" role="alert">${children}</p>`;

/** rows: objects; columns: {title, value: row => text or vnode, num}. key: row => string; onOpen: row => void. */
export const Table = ({ label, columns, rows, rowKey, onOpen, open, empty = 'Nothing here.' }) => html`
  <div class="table-wrap" tabindex="0" role="region" aria-label=${label}>
    <table>
      <thead><tr>${columns.map((c) => html`<th scope="col" class=${c.num ? 'num' : ''}>${c.title}</th>`)}</tr></thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr key=${rowKey(row)} class=${open === rowKey(row) ? 'open' : ''}>
            ${columns.map(
              (c, i) => html`<td class=${c.num ? 'num' : ''}>
                ${i === 0 && onOpen
                  ? html`<button class="link" aria-expanded=${open === rowKey(row)} onClick=${() => onOpen(row)}>${c.value(row)}</button>`
                  : c.value(row)}
              </td>`,
            )}
          </tr>`,
        )}
        ${rows.length === 0 && html`<tr><td colspan=${columns.length}><${Empty}>${empty}<//></td></tr>`}
      </tbody>
    </table>
  </div>`;

/** A panel at the right, or from below on a narrow screen. Escape closes it. */
export const Panel = ({ title, onClose, children }) => html`
  <aside class="panel" aria-label=${title} onKeyDown=${(e) => e.key === 'Escape' && onClose()}>
    <div class="card-head"><h2>${title}</h2><div class="grow"></div>
      <button class="quiet" aria-label="Close" onClick=${onClose}>✕</button></div>
    <div class="panel-body">${children}</div>
  </aside>`;

/** Values as a line, the newest at the right. */
export function Sparkline({ values, width = 80, height = 18, label }) {
  const known = values.filter((v) => v !== null && v !== undefined);
  if (known.length < 2) return html`<span class="muted">–</span>`;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const points = values
    .map((v, i) => `${((i / (values.length - 1)) * (width - 2) + 1).toFixed(1)},${(height - 2 - ((v - low) / span) * (height - 4)).toFixed(1)}`)
    .join(' ');
  return html`<svg class="spark" width=${width} height=${height} role="img" aria-label=${label}><polyline points=${points} /></svg>`;
}
