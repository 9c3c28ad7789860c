// The routes as they run: a drawing of Camel's model with what flows on each edge.
import { html, useEffect, useMemo, useRef, useState, getJson, Badge, Card, Empty, Failure, Figure, Panel, Sparkline, Table, ago, number, rate, seconds } from '../ui.js';
import { Graph, layout } from '../vendor/dagre.js';

const ROWS = 8;
const MANY_OWN = 24;
const MANY_ADDRESSES = 14;
const HISTORY = 60;

// ---- what is drawn ------------------------------------------------------------------------

const LISTENERS = { 'paho-mqtt5': 'MQTT', coap: 'CoAP', coaps: 'CoAP', rest: 'HTTP', 'platform-http': 'HTTP' };

const schemeOf = (address) => address.slice(0, address.indexOf(':') < 0 ? address.length : address.indexOf(':'));

/** Which group each route belongs to, unless the group is open. */
function groups(routes, open) {
  const byFile = new Map();
  for (const r of routes) {
    if (r.rest || r.own) {
      const key = `${r.rest ? 'rest' : 'file'} ${r.file || 'no file'}`;
      byFile.set(key, [...(byFile.get(key) || []), r]);
    }
  }
  const group = new Map();
  const ownNodes = [...byFile].filter(([key]) => key.startsWith('file ')).length;
  for (const [key, members] of byFile) {
    if (members[0].own && ownNodes > MANY_OWN) {
      const file = members[0].file;
      const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : 'routes of your own';
      members.forEach((r) => group.set(r.id, `folder ${folder}`));
    } else if (members.length > 1) {
      members.forEach((r) => group.set(r.id, key));
    }
  }
  for (const [id, key] of group) {
    if (open.has(key)) group.delete(id);
  }
  return group;
}

/** Nodes and edges as they are shown: groups closed, addresses of one scheme together where there are many. */
function drawing(graph, open, selected, wanted) {
  const group = groups(graph.routes, open);
  wanted.forEach((id) => group.delete(id));
  const routes = new Map(graph.routes.map((r) => [r.id, r]));
  const listening = new Map(graph.edges.filter((e) => e.from.startsWith('in:')).map((e) => [e.from, routes.get(e.to.slice(6))]));
  const isListener = (node) => listening.has(node) && !listening.get(node).own;
  const count = (kind) => new Set(graph.edges.flatMap((e) => [e.from, e.to]).filter((n) => n.startsWith(kind) && !isListener(n))).size;
  const together = { 'in:': count('in:') > MANY_ADDRESSES, 'out:': count('out:') > MANY_ADDRESSES };
  const shown = (node) => {
    if (node.startsWith('route:')) {
      const key = group.get(node.slice(6));
      return key ? `group:${key}` : node;
    }
    const kind = ['in:', 'out:'].find((k) => node.startsWith(k));
    return kind && together[kind] && !isListener(node) ? `${kind}${schemeOf(node.slice(kind.length))} …` : node;
  };
  const nodes = new Map();
  for (const r of graph.routes) {
    const id = shown(`route:${r.id}`);
    const known = nodes.get(id) || { id, kind: id.startsWith('group:') ? 'group' : 'route', routes: [] };
    known.routes.push(r);
    nodes.set(id, known);
  }
  const edges = new Map();
  graph.edges.forEach((e, index) => {
    const from = shown(e.from);
    const to = shown(e.to);
    const route = e.from.startsWith('route:') && routes.get(e.from.slice(6));
    if (e.onFailure && route && (route.own || route.rest) && selected !== route.id) return;
    // of a closed group of HTTP paths each path would be an address of its own
    if (from === to || (e.from.startsWith('in:') && to.startsWith('group:rest'))) return;
    for (const id of [from, to]) {
      if (!nodes.has(id)) {
        const kind = id === 'topics' || id === 'rejected' ? id : id.startsWith('in:') ? 'in' : 'out';
        nodes.set(id, { id, kind, routes: [], listener: isListener(id) });
      }
    }
    const key = `${from} ${to} ${e.onFailure}`;
    const known = edges.get(key) || { key, from, to, onFailure: e.onFailure, members: [] };
    known.members.push({ index, step: e.step, route: e.to.startsWith('route:') ? e.to.slice(6) : null });
    edges.set(key, known);
  });
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function title(node) {
  if (node.kind === 'route') return node.routes[0].id;
  if (node.id.startsWith('group:rest')) return 'HTTP';
  if (node.listener) return LISTENERS[schemeOf(node.id.slice(3))] || node.id.slice(3);
  if (node.kind === 'group') return node.id.replace(/^group:(rest|file|folder) /, '').replace(/\.camel\.yaml$/, '');
  if (node.kind === 'topics') return 'Kafka topics';
  if (node.kind === 'rejected') return 'Not published';
  return node.id.replace(/^(in|out):/, '');
}

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Places for all; only when what is drawn has changed. */
function place(drawn, rows, narrow) {
  const g = new Graph();
  g.setGraph({ rankdir: narrow ? 'TB' : 'LR', nodesep: narrow ? 10 : 14, ranksep: narrow ? 34 : 26, marginx: 6, marginy: 6 });
  const width = narrow ? 118 : 150;
  for (const n of drawn.nodes) {
    const list = n.kind === 'topics' || n.kind === 'rejected';
    g.setNode(n.id, list ? { width: narrow ? 176 : 196, height: 28 + 16 * Math.max(1, rows[n.kind]) } : { width, height: 42 });
  }
  for (const e of drawn.edges) {
    g.setEdge(e.from, e.to, e.onFailure ? { width: 1, height: 1, weight: 0 } : { width: narrow ? 92 : 62, height: 26, labelpos: narrow ? 'r' : 'c', weight: 2 });
  }
  layout(g);
  return {
    width: g.graph().width,
    height: g.graph().height,
    nodes: new Map(drawn.nodes.map((n) => [n.id, g.node(n.id)])),
    edges: new Map(drawn.edges.map((e) => [e.key, g.edge(e.from, e.to)])),
  };
}

/** Through all points, as dagre has put the label on one of them. */
function curve(points) {
  let d = `M${points[0].x},${points[0].y}`;
  for (let i = 0; i < points.length - 1; i++) {
    const [before, a, b, after] = [points[Math.max(0, i - 1)], points[i], points[i + 1], points[Math.min(points.length - 1, i + 2)]];
    d += ` C${a.x + (b.x - before.x) / 6},${a.y + (b.y - before.y) / 6} ${b.x - (after.x - a.x) / 6},${b.y - (after.y - a.y) / 6} ${b.x},${b.y}`;
  }
  return d;
}

// ---- figures ------------------------------------------------------------------------------

const sum = (values) => {
  const known = values.filter((v) => v !== null && v !== undefined);
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
};

const most = (values) => {
  const known = values.filter((v) => v !== null && v !== undefined);
  return known.length ? Math.max(...known) : null;
};

/** Of an edge: what its step sends, or for the beginning of a route, what comes in there. */
function flowOf(edge, data) {
  const of = edge.members.map((m) => (m.step ? data.edges[m.index] || {} : (m.route && data.routes[m.route]) || {}));
  return { rate: sum(of.map((f) => f.rate)), p99: most(of.map((f) => f.p99)) };
}

function rowsOf(kind, data) {
  const rows =
    kind === 'topics'
      ? Object.entries(data.topics).map(([name, c]) => ({ name, ...c, unit: 'events' }))
      : [
          ...Object.entries(data.reasons).map(([name, c]) => ({ name, ...c })),
          ...Object.entries(data.dropped).map(([name, c]) => ({ name: `drop: ${name}`, ...c })),
        ];
  rows.sort((a, b) => b.total - a.total);
  return rows;
}

// ---- the drawing --------------------------------------------------------------------------

function Node({ node, at, data, selected, found, onSelect }) {
  const x = at.x - at.width / 2;
  const y = at.y - at.height / 2;
  const name = title(node);
  const fits = Math.floor(at.width / 7.2);
  const figures = node.routes.map((r) => data.routes[r.id] || {});
  const failed = sum(figures.map((f) => f.failed)) || 0;
  const down = node.routes.some((r) => data.routes[r.id] && data.routes[r.id].status !== 'Started');
  const classes = `flow-node flow-${node.kind} ${selected ? 'selected' : ''} ${found ? '' : 'faded'} ${down ? 'down' : ''}`;
  if (node.kind === 'topics' || node.kind === 'rejected') {
    const rows = rowsOf(node.kind, data);
    const text = rows.length > ROWS ? [...rows.slice(0, ROWS - 1), { name: `${rows.length - ROWS + 1} more`, rate: sum(rows.slice(ROWS - 1).map((r) => r.rate)) }] : rows;
    return html`<g class=${classes}>
      <title>${name}</title>
      <rect x=${x} y=${y} width=${at.width} height=${at.height} rx="5" />
      <text class="flow-title" x=${x + 9} y=${y + 17}>${name}</text>
      ${text.map((r, i) => html`<text class="flow-row" x=${x + 9} y=${y + 35 + i * 16}>${cut(r.name, fits - 9)}</text>
        <text class="flow-row flow-num" x=${x + at.width - 9} y=${y + 35 + i * 16}>${r.rate === undefined || r.rate === null ? number(r.total || 0) : rate(r.rate)}</text>`)}
      ${rows.length === 0 && html`<text class="flow-row" x=${x + 9} y=${y + 35}>nothing yet</text>`}
    </g>`;
  }
  if (node.kind === 'in' || node.kind === 'out') {
    return html`<g class=${classes}>
      <title>${name}</title>
      <rect x=${x} y=${y + 6} width=${at.width} height=${at.height - 12} rx="15" />
      <text class="flow-row" x=${at.x} y=${at.y + 4} text-anchor="middle">${cut(name, fits)}</text>
    </g>`;
  }
  const line = node.kind === 'group' ? `${node.routes.length} ${node.id.startsWith('group:rest') ? 'paths' : 'routes'} · ${rate(sum(figures.map((f) => f.rate)))}` : rate(figures[0] && figures[0].rate);
  return html`<g class=${classes} role="button" tabindex="0" onClick=${onSelect}
      onKeyDown=${(e) => (e.key === 'Enter' || e.key === ' ') && (e.preventDefault(), onSelect())}>
    <rect x=${x} y=${y} width=${at.width} height=${at.height} rx="5" />
    <text class="flow-title" x=${x + 9} y=${y + 17}>${cut(name, fits)}</text>
    <text class="flow-row" x=${x + 9} y=${y + 33}>${line}</text>
    ${failed > 0 && html`<text class="flow-row flow-num flow-failed" x=${x + at.width - 9} y=${y + 33}>${number(failed)} failed</text>`}
    ${down && html`<text class="flow-row flow-num flow-failed" x=${x + at.width - 9} y=${y + 17}>stopped</text>`}
  </g>`;
}

function Edge({ edge, at, data, narrow }) {
  const flow = flowOf(edge, data);
  const width = 1 + Math.min(4, Math.log10(1 + (flow.rate || 0)) * 1.3);
  const label = at.x !== undefined && !edge.onFailure;
  const x = narrow ? at.x - 40 : at.x;
  return html`<g class="flow-edge ${edge.onFailure ? 'on-failure' : ''} ${flow.rate > 0 ? 'flows' : ''}">
    <path d=${curve(at.points)} stroke-width=${width.toFixed(1)} marker-end="url(#flow-arrow)" />
    ${label && flow.rate !== null && html`<text x=${x} y=${at.y - 4} text-anchor=${narrow ? 'start' : 'middle'}>${rate(flow.rate)}</text>`}
    ${label && flow.p99 !== null && html`<text class="flow-p99" x=${narrow ? x + 38 : x} y=${narrow ? at.y - 4 : at.y + 11} text-anchor=${narrow ? 'start' : 'middle'}>p99 ${seconds(flow.p99)}</text>`}
  </g>`;
}

function Drawing({ data, drawn, query, setQuery, found, narrow }) {
  const rows = { topics: Math.min(ROWS, rowsOf('topics', data).length), rejected: Math.min(ROWS, rowsOf('rejected', data).length) };
  const shape = JSON.stringify([drawn.nodes.map((n) => n.id), drawn.edges.map((e) => e.key), rows, narrow]);
  const placed = useMemo(() => place(drawn, rows, narrow), [shape]);
  const box = useRef();
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [view, setView] = useState(null);
  const drag = useRef(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => setView(null), [shape]);
  const least = narrow ? 0.72 : 0.5;
  const scale = Math.max(least, Math.min(1.1, size.width / placed.width, size.height / placed.height || 1));
  const fitted = { k: scale, x: Math.min(0, (placed.width - size.width / scale) / 2), y: Math.min(0, (placed.height - size.height / scale) / 2) };
  const now = view || fitted;
  const zoom = (factor, at = { x: size.width / 2, y: size.height / 2 }) => {
    const k = Math.max(0.15, Math.min(3, now.k * factor));
    setView({ k, x: now.x + at.x / now.k - at.x / k, y: now.y + at.y / now.k - at.y / k });
  };
  const pan = (dx, dy) => setView({ ...now, x: now.x + dx / now.k, y: now.y + dy / now.k });
  const keys = (e) => {
    const act = { '+': () => zoom(1.25), '-': () => zoom(0.8), 0: () => setView(null), ArrowLeft: () => pan(-60, 0), ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60) }[e.key];
    if (act) {
      e.preventDefault();
      act();
    }
  };
  const wheel = (e) => {
    if (e.ctrlKey || e.metaKey) {
      e.preventDefault();
      const at = box.current.getBoundingClientRect();
      zoom(e.deltaY < 0 ? 1.15 : 0.87, { x: e.clientX - at.x, y: e.clientY - at.y });
    }
  };
  const height = Math.max(240, Math.min(innerHeight - 130, placed.height * (narrow ? 0.75 : Math.min(1.1, (size.width || 1000) / placed.width)) + 20));
  const select = (node) => (node.kind === 'group' ? toggle(query, setQuery, node.id.slice(6)) : setQuery({ route: node.routes[0].id }));
  return html`<div class="flow-zoom">
      <button class="quiet" aria-label="Larger" onClick=${() => zoom(1.25)}>+</button>
      <button class="quiet" aria-label="Smaller" onClick=${() => zoom(0.8)}>−</button>
      <button class="quiet" onClick=${() => setView(null)}>fit</button>
    </div>
    <div class="flow-drawing" ref=${box} tabindex="0" role="group" style=${{ height: `${Math.round(height)}px` }}
      aria-label="The routes. Arrows move, plus and minus zoom, 0 shows all." onKeyDown=${keys} onWheel=${wheel}
      onPointerDown=${(e) => (drag.current = { x: e.clientX, y: e.clientY })}
      onPointerMove=${(e) => {
        if (drag.current && e.buttons) {
          pan(drag.current.x - e.clientX, drag.current.y - e.clientY);
          drag.current = { x: e.clientX, y: e.clientY };
        }
      }}
      onPointerUp=${() => (drag.current = null)}>
    ${size.width > 0 && html`<svg width=${size.width} height=${size.height} viewBox="${now.x} ${now.y} ${size.width / now.k} ${size.height / now.k}">
      <defs><marker id="flow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 z" /></marker></defs>
      ${drawn.edges.map((e) => placed.edges.get(e.key) && html`<${Edge} key=${e.key} edge=${e} at=${placed.edges.get(e.key)} data=${data} narrow=${narrow} />`)}
      ${drawn.nodes.map((n) => placed.nodes.get(n.id) && html`<${Node} key=${n.id} node=${n} at=${placed.nodes.get(n.id)} data=${data} found=${found(n)}
        selected=${n.kind === 'route' && n.routes[0].id === query.route} onSelect=${() => select(n)} />`)}
    </svg>`}
  </div>`;
}

const opened = (query) => new Set((query.open || '').split('|').filter(Boolean));

function toggle(query, setQuery, key) {
  const open = opened(query);
  if (!open.delete(key)) open.add(key);
  setQuery({ open: [...open].join('|') });
}

// ---- one route ----------------------------------------------------------------------------

function Source({ file, line }) {
  const [part, setPart] = useState(null);
  useEffect(() => {
    let wanted = true;
    getJson('flow/source', { file, line }).then((p) => wanted && setPart(p), (e) => wanted && setPart({ error: e.message }));
    return () => (wanted = false);
  }, [file, line]);
  if (!part) return null;
  if (part.error) return html`<${Failure}>${part.error}<//>`;
  return html`<div class="flow-source" tabindex="0" role="region" aria-label="Source of ${file}"><table><tbody>
    ${part.lines.map((text, i) => html`<tr class=${part.first + i === part.line ? 'open' : ''}><td class="num muted">${part.first + i}</td><td><pre>${text}</pre></td></tr>`)}
  </tbody></table></div>`;
}

function Step({ step, stats = {}, file, open, onOpen }) {
  return html`<li>
    <button class="flow-step" aria-expanded=${open} onClick=${onOpen} style=${{ paddingLeft: `${6 + (step.level - 1) * 14}px` }}>
      <span class="mono">${step.label}</span><span class="grow"></span>
      ${stats.failed > 0 && html`<${Badge} tone="bad">${number(stats.failed)} failed<//>`}
      <span class="num muted">${stats.rate === undefined ? '' : rate(stats.rate)}</span>
      <span class="num">${stats.p99 === undefined ? '' : `p99 ${seconds(stats.p99)}`}</span>
    </button>
    ${open && html`<div class="flow-more">
      <h3>Last failures</h3>
      ${(stats.failures || []).length
        ? html`<ul class="list">${stats.failures.map((f) => html`<li><span class="muted">${ago(f.time)}</span> ${f.failure} <span class="muted">${f.address}</span></li>`)}</ul>`
        : html`<${Empty}>None since somebody looks at this page.<//>`}
      <h3>${file}:${step.line}</h3>
      ${file && step.line > 0 && html`<${Source} file=${file} line=${step.line} />`}
    </div>`}
  </li>`;
}

function RoutePanel({ route, data, query, setQuery }) {
  const f = data.routes[route.id] || {};
  const steps = data.steps || {};
  return html`<${Panel} title=${route.id} onClose=${() => setQuery({ route: '', step: '' })}>
    ${route.description && html`<p class="flow-lead">${route.description}</p>`}
    <p class="flow-lead muted">from <code>${route.from}</code>${route.file && html`, ${route.file}:${route.line}`}</p>
    <div class="figures">
      <${Figure} label="messages" value=${rate(f.rate)} />
      <${Figure} label="p99" value=${seconds(f.p99)} />
      <${Figure} label="in flight" value=${number(f.in_flight)} />
      <${Figure} label="failed of ${number(f.total)}" value=${number(f.failed)} tone=${f.failed ? 'warn' : ''} />
    </div>
    <h3>Steps</h3>
    <ol class="flow-steps">${route.steps.map((s) => html`<${Step} key=${s.key} step=${s} stats=${steps[s.key]} file=${route.file} open=${query.step === s.key}
      onOpen=${() => setQuery({ step: query.step === s.key ? '' : s.key })} />`)}</ol>
    <p class="muted">Counted since you opened this page; times are of up to 50 messages a second.</p>
  <//>`;
}

// ---- the page -----------------------------------------------------------------------------

function useNarrow() {
  const media = useMemo(() => matchMedia('(max-width: 800px)'), []);
  const [narrow, set] = useState(media.matches);
  useEffect(() => {
    const changed = () => set(media.matches);
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  }, []);
  return narrow;
}

export default function Flow({ data, query, setQuery }) {
  const narrow = useNarrow();
  if (!data || !data.graph) return html`<${Empty}>Waiting for the routes.<//>`;
  const wanted = (query.search || '').toLowerCase();
  const matches = (r) => !wanted || `${r.id} ${r.file} ${r.from} ${r.description}`.toLowerCase().includes(wanted);
  const open = opened(query);
  // what is looked for shows also where its group is closed
  const single = data.graph.routes.filter((r) => (wanted && matches(r)) || r.id === query.route).slice(0, 12);
  const drawn = drawing(data.graph, open, query.route, single.map((r) => r.id));
  const route = data.graph.routes.find((r) => r.id === query.route);
  const rows = data.graph.routes.filter(matches);
  const found = (node) => !wanted || node.routes.some(matches);
  const closable = [...opened(query)];
  return html`
    <div class="split ${route ? 'with-panel' : ''}">
      <div class="flow-page">
        <div class="bar">
          <label>Search <input type="search" value=${query.search || ''} onInput=${(e) => setQuery({ search: e.target.value })} /></label>
          <span class="muted">${data.graph.routes.length} routes</span>
          ${closable.map((key) => html`<button aria-pressed="true" onClick=${() => toggle(query, setQuery, key)}>${key.replace(/^\w+ /, '')} ✕</button>`)}
        </div>
        <section class="card flow-card"><${Drawing} data=${data} drawn=${drawn} query=${query} setQuery=${setQuery} found=${found} narrow=${narrow} /></section>
        <${Card} title="Routes">
          <${Table} label="Routes" rows=${rows} rowKey=${(r) => r.id} open=${query.route} onOpen=${(r) => setQuery({ route: query.route === r.id ? '' : r.id, step: '' })}
            empty="No route is called so." columns=${[
              { title: 'route', value: (r) => r.id },
              { title: 'messages', num: true, value: (r) => rate((data.routes[r.id] || {}).rate) },
              { title: 'last minute', value: (r) => html`<${Sparkline} values=${data.history[r.id] || []} label="messages in the last minute" />` },
              { title: 'p99', num: true, value: (r) => seconds((data.routes[r.id] || {}).p99) },
              { title: 'failed', num: true, value: (r) => number((data.routes[r.id] || {}).failed) },
              { title: 'file', value: (r) => (r.file ? `${r.file}:${r.line}` : '–') },
            ]} />
        <//>
      </div>
      ${route && html`<${RoutePanel} route=${route} data=${data} query=${query} setQuery=${setQuery} />`}
    </div>`;
}

/** Only this of the query is asked of the gateway. */
Flow.live = ['route'];

/** Before an opened stream knows a rate, the last one stands. */
const kept = (now, before) => (now && before && (now.rate === null || now.rate === undefined) ? { ...now, rate: before.rate ?? null } : now);

Flow.reduce = (before = { history: {}, routes: {}, edges: [] }, event) => {
  const history = {};
  for (const id of Object.keys(event.routes)) event.routes[id] = kept(event.routes[id], before.routes[id]);
  if (!event.graph || (before.graph && before.graph.edges.length === event.graph.edges.length)) event.edges = event.edges.map((e, i) => kept(e, before.edges[i]));
  for (const kind of ['topics', 'reasons', 'dropped']) {
    for (const name of Object.keys(event[kind])) event[kind][name] = kept(event[kind][name], before[kind] && before[kind][name]);
  }
  for (const [id, f] of Object.entries(event.routes)) {
    history[id] = [...(before.history[id] || []), f.rate ?? null].slice(-HISTORY);
  }
  return { ...before, ...event, history };
};
