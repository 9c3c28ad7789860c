import { html, Badge, Card, Empty, Figure, duration, number, rate } from '../ui.js';

/** How the gateway is: its listeners, what is wrong, how much comes and goes. */
export default function Overview({ overview: o }) {
  if (!o) return html`<${Empty}>Waiting for the gateway.<//>`;
  const problems = [...new Set([...o.reasons, ...o.problems])];
  return html`
    <div class="figures">
      <${Figure} label="messages in" value=${rate(o.messages_per_second)} />
      <${Figure} label="events stored" value=${rate(o.events_per_second)} />
      <${Figure} label="rejected" value=${rate(o.rejected_per_second)} tone=${o.rejected_per_second > 0 ? 'warn' : ''} />
      <${Figure} label="received since start" value=${number(o.received)} />
      <${Figure} label="rejected since start" value=${number(o.rejected)} />
      <${Figure} label="up" value=${duration(o.uptime_seconds)} />
    </div>
    <${Card} title="Listeners and Kafka">
      <ul class="list">
        ${Object.entries(o.ends).map(([name, state]) => html`<li>${name} <${Badge} tone=${state === 'ready' ? 'ok' : 'bad'}>${state}<//></li>`)}
        <li>Kafka <${Badge} tone=${o.kafka === 'available' ? 'ok' : 'bad'}>${o.kafka}<//></li>
      </ul>
    <//>
    <${Card} title="What to look at">
      ${problems.length ? html`<ul class="list">${problems.map((p) => html`<li>${p}</li>`)}</ul>` : html`<${Empty}>Nothing is wrong.<//>`}
    <//>
    <p class="muted">Version ${o.version}</p>`;
}
Overview.server = false;
