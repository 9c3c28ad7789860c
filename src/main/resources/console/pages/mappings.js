import { html, getJson, useEffect, useState, Badge, Card, Empty, Failure, Table, ago, bytes } from '../ui.js';
import { Workbench } from '../edit.js';

const BLANK = { protocol: 'mqtt', address: 'devices/dev-1/telemetry', contentType: '', payload: '{"temp": 21.5}', hex: false };
const PROTOCOLS = ['mqtt', 'http', 'coap', 'camel'];

/** The message that another page has handed over. */
function handed() {
  try {
    return { ...BLANK, ...JSON.parse(sessionStorage.getItem('sample') || '{}') };
  } catch {
    return BLANK;
  }
}

/** The files of the folder: edited, checked while they are typed, tried on a message, saved if check and cases pass. */
export default function Mappings({ data, query, setQuery, session }) {
  const [files, setFiles] = useState(null);
  const [failure, setFailure] = useState('');
  const [find, setFind] = useState('');
  const [sample, setSample] = useState(handed);
  const read = () => getJson('mappings/files').then(setFiles, (e) => setFailure(e.message));
  useEffect(() => { read(); }, [data]);
  const change = (part) => {
    const next = { ...sample, ...part };
    setSample(next);
    sessionStorage.setItem('sample', JSON.stringify(next));
  };
  const shown = files && files.filter((f) => f.name.toLowerCase().includes(find.toLowerCase()));
  const tried = query.letter ? { letter: query.letter } : sample;
  return html`
    ${data && html`<p class="mappings-reload" role="status"><${Badge} tone=${data.ok ? 'ok' : 'bad'}>${data.ok ? 'saved files are active' : 'the last reload was refused'}<//>
      <span class="muted"> ${data.text}, ${ago(data.at)}</span></p>`}
    ${failure && html`<${Failure}>${failure}<//>`}
    <div class="mappings-columns">
      <${Card} title="Files of the folder" class="mappings-files">
        <input class="mappings-find" type="search" aria-label="Find a file" placeholder="find a file" value=${find} onInput=${(e) => setFind(e.target.value)} />
        ${shown && html`<${Table} label="Files" rows=${shown} rowKey=${(f) => f.name} open=${query.file} empty="No file has such a name."
          onOpen=${(f) => setQuery({ file: f.name })}
          columns=${[
            { title: 'file', value: (f) => f.name },
            { title: 'size', num: true, value: (f) => bytes(f.bytes) },
          ]} />`}
      <//>
      <div class="mappings-right">
        <${Card} title="Message to try">
          ${query.letter
            ? html`<p>The dead letter <a href=${`#/dead-letters?at=${encodeURIComponent(query.letter)}`}>${query.letter}</a>. <button onClick=${() => setQuery({ letter: '' })}>Another message</button></p>`
            : html`<${Sample} sample=${sample} change=${change} setQuery=${setQuery} />`}
        <//>
        ${query.file
          ? html`<${Card} title=${query.file}>
              <${Workbench} key=${query.file} name=${query.file} session=${session} sample=${tried} sampleName=${query.letter ? 'the letter' : 'the message'} onSaved=${read} />
            <//>`
          : html`<${Empty}>Open a file to edit it. kinds.yaml names what devices measure; mappings/ has one file for each product.<//>`}
      </div>
    </div>`;
}
Mappings.live = [];

function Sample({ sample, change, setQuery }) {
  const [letter, setLetter] = useState('');
  return html`<div class="mappings-sample">
    <div class="bar">
      <label>protocol <select value=${sample.protocol} onChange=${(e) => change({ protocol: e.target.value })}>${PROTOCOLS.map((p) => html`<option>${p}</option>`)}</select></label>
      <label class="grow">address <input class="grow" value=${sample.address} onInput=${(e) => change({ address: e.target.value })} /></label>
      <label>content type <input value=${sample.contentType} onInput=${(e) => change({ contentType: e.target.value })} /></label>
      <label><input type="checkbox" checked=${sample.hex} onChange=${(e) => change({ hex: e.target.checked })} /> hex digits</label>
    </div>
    <textarea class="mono" rows="4" aria-label="Payload" spellcheck="false" value=${sample.payload} onInput=${(e) => change({ payload: e.target.value })}></textarea>
    <form class="bar" onSubmit=${(e) => { e.preventDefault(); setQuery({ letter }); }}>
      <label>or the dead letter <input placeholder="partition:offset" pattern="[0-9]+:[0-9]+" required value=${letter} onInput=${(e) => setLetter(e.target.value)} /></label><button>Take it</button>
    </form>
  </div>`;
}
