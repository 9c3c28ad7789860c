import {
  html, useAnswer, Badge, Card, Empty, Failure, Panel, Sparkline, Table, clock, duration, number,
} from '../ui.js';
import { RuleTest } from './backtest.js';

const HISTORY = 60;

/** What fires and why, what rules do and would have done, and who of those that read is behind. */
export default function Alerts({ data, overview, query, setQuery }) {
  if (!data) return html`<${Empty}>Waiting for the gateway.<//>`;
  const find = (e) => {
    e.preventDefault();
    setQuery({ find: new FormData(e.target).get('find').trim() });
  };
  const known = data.loaded || data.count > 0;
  const kafka = overview && overview.kafka !== 'available';
  return html`
    ${data.problem && html`<${Failure}>${data.problem}<//>`}
    ${kafka && html`<p class="note">Kafka is ${overview.kafka}: what fires is shown as it was before.</p>`}
    <div class=${`split alerts-split ${query.id || query.rule ? 'with-panel' : ''}`}>
      <div class="alerts-main">
        <${Card} title=${`Firing (${known ? number(data.count, 6) : '–'})`} actions=${html`<form class="bar" onSubmit=${find}>
            <label>Find <input name="find" key=${query.find || ''} defaultValue=${query.find || ''} placeholder="rule, device, text" maxlength="200" autocomplete="off" /></label>
          </form>`}>
          <${AlertTable} label="Alerts that fire" rows=${data.firing || []} query=${query} setQuery=${setQuery} time="since"
            empty=${!known ? (data.problem ? 'Not known.' : 'Reading Kafka.') : query.find ? 'Nothing that fires has this text.' : 'Nothing fires.'} />
          ${data.count > (data.firing || []).length && !query.find && html`<p class="muted">The newest ${data.firing.length} are shown: find the others by their text.</p>`}
        <//>
        <${Card} title="Resolved lately">
          <${AlertTable} label="Alerts that were resolved" rows=${data.resolved || []} query=${query} setQuery=${setQuery} time="time" empty=${known ? 'Nothing was resolved lately.' : 'Not known.'} />
        <//>
        <${Rules} rules=${data.rules} query=${query} setQuery=${setQuery} />
        <${Out} out=${data.out} history=${data.history} />
      </div>
      ${query.id && html`<${Evidence} key=${query.id} id=${query.id} since=${query.since || ''} close=${() => close(setQuery)} />`}
      ${!query.id && query.rule && html`<${Panel} title=${`Rule ${query.rule}`} onClose=${() => close(setQuery)}>
        <${RuleTest} key=${query.rule} rule=${data.rules.find((r) => r.name === query.rule)} job=${data.job} /><//>`}
    </div>`;
}
Alerts.live = ['find'];

/** Alerts come when they change, all else each second; lags are kept for their lines. */
Alerts.reduce = (before, event) => {
  const history = { ...((before || {}).history || {}) };
  event.out.groups.forEach((group) => {
    history[group.name] = [...(history[group.name] || []), group.lag].slice(-HISTORY);
  });
  return { ...before, ...event, history };
};

function close(setQuery) {
  const row = document.querySelector('.page-alerts button[aria-expanded="true"]');
  setQuery({ id: '', since: '', rule: '' });
  if (row) row.focus();
}

const SEVERITY = { critical: 'bad', warning: 'warn' };
const day = (time) => new Date(time).toLocaleDateString([], { month: 'short', day: 'numeric' });
const moment = (time) => (new Date(time).toDateString() === new Date().toDateString() ? clock(time).slice(0, 8) : `${day(time)} ${clock(time).slice(0, 5)}`);

const AlertTable = ({ label, rows, query, setQuery, time, empty }) => html`
  <${Table} label=${label} rows=${rows} rowKey=${(a) => a.id} open=${query.id} empty=${empty}
    onOpen=${(a) => setQuery(a.id === query.id ? { id: '', since: '' } : { id: a.id, since: a.since, rule: '' })}
    columns=${[
      { title: 'Alert', value: (a) => a.alert },
      { title: 'Of', value: (a) => a.device_id || a.key },
      { title: 'What', value: (a) => a.text },
      { title: 'Severity', value: (a) => html`<${Badge} tone=${SEVERITY[a.severity] || ''}>${a.severity}<//>` },
      { title: time === 'since' ? 'Since' : 'Resolved', num: true, value: (a) => moment(a[time]) },
    ]} />`;

/** Why an alert fired. */
function Evidence({ id, since, close: onClose }) {
  const { answer: e, error, top } = useAnswer('alerts/evidence', { id, since }, id);
  return html`<${Panel} title=${e ? `Alert ${e.alert}` : 'Alert'} onClose=${onClose}>
    <div ref=${top} tabindex="-1" class="alerts-evidence">
      ${error && html`<${Failure}>${error.message}<//>`}
      ${!e && !error && html`<${Empty}>Reading Kafka.<//>`}
      ${e && html`
        <p class="muted">Rule ${e.rule}</p>
        <ul class="list">${e.said.map((s) => html`<li><${Badge} tone=${s.state === 'firing' ? 'bad' : 'ok'}>${s.state}<//> ${moment(s.time)} <span class="muted">${s.reason}</span> ${s.text}</li>`)}</ul>
        <h3>Events that led to it</h3>
        ${e.opening && html`<p class="muted">It was opened by ${e.opening}, which is not in Kafka any more, or in another topic.</p>`}
        <${Table} label="Events" rows=${e.events} rowKey=${(v) => v.id} empty="None is in Kafka any more."
          columns=${[
            { title: 'Time', value: (v) => moment(v.time) },
            { title: 'Kind', value: (v) => v.kind },
            { title: 'Value', num: true, value: (v) => `${typeof v.value === 'object' ? JSON.stringify(v.value) : v.value} ${v.unit || ''}` },
            { title: 'Was', value: (v) => v.role || html`<span class="muted">before</span>` },
          ]} />
        ${e.left > 0 && html`<p class="muted">${e.left} events between them are left out.</p>`}
        <h3>Delivery</h3>
        ${e.deliveries.length ? html`<ul class="list">${e.deliveries.map((d) => html`<li>${d.route} <${Badge} tone=${d.done ? 'ok' : 'warn'}>${d.done ? 'done' : 'waits'}<//></li>`)}</ul>` : html`<${Empty}>No route out has read alerts yet.<//>`}
        ${e.undelivered && html`<${Failure}>A far end refused it: it is in the topic undelivered.<//>`}
        <p class="muted mono">${e.id}</p>`}
    </div>
  <//>`;
}

const STATUS = { active: 'ok', 'switched off': 'bad' };

const Rules = ({ rules, query, setQuery }) => html`
  <${Card} title="Rules">
    <${Table} label="Rules" rows=${rules} rowKey=${(r) => r.name} open=${query.id ? '' : query.rule}
      onOpen=${(r) => setQuery({ rule: r.name === query.rule && !query.id ? '' : r.name, id: '', since: '' })}
      empty="No rule is active. Write one in routes/analytics, or: java -jar tributary.jar add starter-rules"
      columns=${[
        { title: 'Rule', value: (r) => r.name },
        { title: 'Is', value: (r) => `${r.type} of ${r.of}` },
        { title: 'File', value: (r) => html`<span class="muted">${r.file.split('/').slice(-3).join('/')}</span>` },
        { title: 'In', num: true, value: (r) => number(r.judged) },
        { title: 'Late', num: true, value: (r) => number(r.late + r.corrections) },
        { title: 'Not judged', num: true, value: (r) => number(r.dropped) },
        { title: 'Out', num: true, value: (r) => number(r.said) },
        { title: 'Failed', num: true, value: (r) => (r.failures ? html`<${Badge} tone="bad">${number(r.failures)}<//>` : '0') },
        { title: 'Firing', num: true, value: (r) => (r.type === 'alert' ? number(r.firing) : '–') },
        { title: 'State', value: (r) => html`<${Badge} tone=${STATUS[r.status] || ''}>${r.status}<//>` },
      ]} />
    <p class="muted">Counts are of this process since its start. A rule opens to test it on what is in Kafka.</p>
  <//>`;

const age = (row) => (row.age === undefined || row.age === 0 ? '–' : duration(row.age));

const Out = ({ out, history }) => html`
  <${Card} title="Out of Kafka">
    ${out.routes.length > 0 && html`<${Table} label="Routes out" rows=${out.routes} rowKey=${(r) => r.name}
      columns=${[
        { title: 'Route out', value: (r) => r.name },
        { title: 'Delivered', num: true, value: (r) => number(r.records) },
        { title: 'Waiting', num: true, value: (r) => number(r.lag) },
        { title: 'Oldest', num: true, value: age },
        { title: 'Tries that failed', num: true, value: (r) => number(r.failures || 0) },
        { title: 'Refused for good', num: true, value: (r) => number(r.undelivered || 0) },
      ]} />`}
    <${Table} label="Consumer groups" rows=${out.groups} rowKey=${(g) => g.name} empty="No consumer group reads our topics, or Kafka has not been asked yet."
      columns=${[
        { title: 'Consumer group', value: (g) => g.name },
        { title: 'Lag', num: true, value: (g) => number(g.lag) },
        { title: 'Last minute', value: (g) => html`<${Sparkline} values=${(history || {})[g.name] || []} label=${`lag of ${g.name} in the last minute, now ${g.lag}`} />` },
        { title: 'Oldest', num: true, value: age },
        { title: 'Readers', num: true, value: (g) => (g.members ? number(g.members) : html`<${Badge} tone="warn">none<//>`) },
      ]} />
  <//>`;
