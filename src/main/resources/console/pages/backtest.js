// The part of the alerts page that runs a rule over what is in Kafka, and draws what it would have done.
import { html, getJson, postJson, useEffect, useRef, useState, Badge, Empty, Failure, Table, clock, number } from '../ui.js';
import uPlot from '../vendor/uplot.js';

const LENGTHS = [[1, '1 hour'], [6, '6 hours'], [24, '1 day'], [168, '7 days'], [720, '30 days']];
const RUNNING = ['reading', 'judging'];
const DOING = { reading: 'Reading Kafka', judging: 'Running the rule' };

function useStyles() {
  useEffect(() => {
    if (document.getElementById('uplot-css')) return;
    const link = Object.assign(document.createElement('link'), { id: 'uplot-css', rel: 'stylesheet', href: '/vendor/uplot.css' });
    document.head.append(link);
  }, []);
}

/** A rule, and a form that tests it. */
export function RuleTest({ rule, job }) {
  const [hours, setHours] = useState(1);
  const [failure, setFailure] = useState('');
  const top = useRef();
  useStyles();
  useEffect(() => {
    if (top.current) top.current.focus();
  }, []);
  if (!rule) return html`<${Empty}>There is no such rule any more.<//>`;
  const running = job && RUNNING.includes(job.state);
  const ask = (action, body) => {
    setFailure('');
    postJson(`alerts/${action}`, body).catch((e) => setFailure(e.message));
  };
  const begin = (e) => {
    e.preventDefault();
    ask('backtest', { rule: rule.name, hours });
  };
  const shown = job && job.rule === rule.name ? job : null;
  return html`<div ref=${top} tabindex="-1" class="alerts-test">
    <p class="muted">${rule.type} of ${rule.of}, ${rule.file}</p>
    <form class="bar" onSubmit=${begin}>
      <label>What is in Kafka of the last
        <select value=${hours} onChange=${(e) => setHours(Number(e.target.value))}>${LENGTHS.map(([h, title]) => html`<option value=${h}>${title}</option>`)}</select>
      </label>
      <button class="primary" type="submit" disabled=${running}>Backtest</button>
      ${running && html`<button type="button" onClick=${() => ask('cancel', {})}>Cancel</button>`}
    </form>
    ${failure && html`<${Failure}>${failure}<//>`}
    ${running && job.rule !== rule.name && html`<${Empty}>The rule ${job.rule} is being tested.<//>`}
    ${shown && running && html`<label class="alerts-progress">${DOING[job.state]}
      <progress max=${Math.max(1, job.all)} value=${job.done}></progress> ${number(job.done, 6)} of ${number(job.all, 6)}</label>`}
    ${shown && job.state === 'cancelled' && html`<${Empty}>Cancelled.<//>`}
    ${shown && job.state === 'failed' && html`<${Failure}>${job.failure}<//>`}
    ${shown && job.state === 'done' && html`<${Result} key=${job.id} job=${job.id} />`}
  </div>`;
}

function Result({ job }) {
  const [found, set] = useState({});
  const [key, setKey] = useState('');
  useEffect(() => {
    let wanted = true;
    getJson('alerts/backtest', { job }).then(
      (result) => {
        if (!wanted) return;
        set({ result });
        setKey(result.keys.length ? result.keys[0].key : '');
      },
      (error) => wanted && set({ error }),
    );
    return () => (wanted = false);
  }, [job]);
  if (found.error) return html`<${Failure}>${found.error.message}<//>`;
  const r = found.result;
  if (!r) return html`<${Empty}>Loading.<//>`;
  const of = r.alerts.filter((a) => a.key === key);
  return html`
    <p>${number(r.records, 6)} alerts from ${number(r.events, 6)} events, of ${number(r.known, 6)} ${r.known === 1 ? 'key' : 'keys'}.
      ${r.failed > 0 && html` <${Badge} tone="bad">failed ${number(r.failed, 6)} times<//>`}
      ${r.unreadable > 0 && html` ${number(r.unreadable, 6)} records are no events.`}</p>
    ${r.failures.length > 0 && html`<details><summary>Failures</summary><ul class="list">${r.failures.map((f) => html`<li>${f}</li>`)}</ul></details>`}
    ${r.keys.length === 0 && html`<${Empty}>The rule would have read nothing.<//>`}
    ${r.keys.length > 0 && html`
      <label>Values of
        <select value=${key} onChange=${(e) => setKey(e.target.value)}>
          ${r.keys.map((k) => html`<option value=${k.key}>${k.key}${k.fired ? ` (fired ${k.fired})` : ''}</option>`)}
        </select></label>
      <${Plot} key=${key} job=${job} of=${key} />
      <${Table} label="What it would have done" rows=${of} rowKey=${(a) => `${a.id}${a.state}${a.time}`} empty="It would not have fired here."
        columns=${[
          { title: 'Time', value: (a) => clock(a.time).slice(0, 8) },
          { title: 'State', value: (a) => html`<${Badge} tone=${a.state === 'firing' ? 'bad' : 'ok'}>${a.state}<//>` },
          { title: 'Why', value: (a) => a.reason },
          { title: 'What', value: (a) => a.text },
        ]} />`}`;
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** What is drawn under and over the values: when it fired, and the thresholds. */
function marks(series) {
  const lines = (u, values, dash, stroke) => {
    u.ctx.save();
    u.ctx.strokeStyle = stroke;
    u.ctx.setLineDash(dash);
    values.forEach((value) => {
      const y = u.valToPos(value, 'y', true);
      if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) return;
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, y);
      u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
      u.ctx.stroke();
    });
    u.ctx.restore();
  };
  return {
    drawClear: [
      (u) => {
        u.ctx.save();
        u.ctx.fillStyle = color('bad-bg');
        series.spans.forEach(([from, to]) => {
          const left = Math.max(u.bbox.left, u.valToPos(from, 'x', true));
          const right = Math.min(u.bbox.left + u.bbox.width, to ? u.valToPos(to, 'x', true) : u.bbox.left + u.bbox.width);
          u.ctx.fillRect(left, u.bbox.top, Math.max(2, right - left), u.bbox.height);
        });
        u.ctx.restore();
      },
    ],
    draw: [
      (u) => {
        lines(u, series.thresholds || [], [6, 4], color('bad'));
        lines(u, series.clear || [], [2, 4], color('ok'));
      },
    ],
  };
}

/** Times of day, or days where it is about those. */
function times(u, at, axis, space, step) {
  const how = step >= 86400 ? { month: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit', hour12: false };
  if (step < 60) how.second = '2-digit';
  return at.map((second) => new Date(second * 1000).toLocaleString([], how));
}

/** The range of values, with the thresholds in it. */
function range(series) {
  const all = [...series.values, ...(series.thresholds || []), ...(series.clear || [])];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - room, high + room];
}

function Plot({ job, of }) {
  const place = useRef();
  const [found, set] = useState({});
  useEffect(() => {
    let wanted = true;
    getJson('alerts/series', { job, key: of }).then(
      (series) => wanted && set({ series }),
      (error) => wanted && set({ error }),
    );
    return () => (wanted = false);
  }, [job, of]);
  const series = found.series;
  useEffect(() => {
    if (!series || !series.values.length || !place.current) return undefined;
    const axis = { stroke: color('muted'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line') }, font: '11px sans-serif' };
    const size = () => ({ width: Math.max(200, place.current.clientWidth), height: 220 });
    const plot = new uPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { drag: { x: true, y: false } },
        scales: { y: { range: () => range(series) } },
        axes: [{ ...axis, values: times }, { ...axis, size: 56 }],
        series: [{}, { stroke: color('accent'), width: 1.4, points: { show: series.values.length < 80, size: 4 } }],
        hooks: marks(series),
      },
      [series.times, series.values],
      place.current,
    );
    const watch = new ResizeObserver(() => plot.setSize(size()));
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [series]);
  if (found.error) return html`<${Failure}>${found.error.message}<//>`;
  if (series && !series.values.length) return html`<${Empty}>It has no values that are numbers.<//>`;
  const fired = series ? series.spans.length : 0;
  const label = series ? `${series.values.length} values of ${of}; it would have fired ${fired} times` : 'Loading';
  return html`<div class="alerts-plot" ref=${place} role="img" aria-label=${label}></div>
    ${series && html`<p class="muted alerts-legend">${series.unit && `${series.unit}; `}shaded: it would have fired
      ${series.thresholds && series.thresholds.length > 0 && `; dashed: ${series.thresholds.join(', ')}`}
      ${series.clear && series.clear.length > 0 && `; dotted: over at ${series.clear.join(', ')}`}</p>`}`;
}
