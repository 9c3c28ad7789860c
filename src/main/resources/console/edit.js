// What the pages share on which something is mended: the editor, a try, a diff, a save.
import { html, postJson, getJson, useActions, useEffect, useRef, useState, Badge, Empty, Failure, Fragment } from './ui.js';

// ---- the editor ---------------------------------------------------------------------------

let loading;
const codeMirror = () => (loading ||= import('./vendor/codemirror.js'));

function theme(cm) {
  const { EditorView, HighlightStyle, syntaxHighlighting, tags: t } = cm;
  return [
    EditorView.theme({
      '&': { color: 'var(--text)', backgroundColor: 'var(--card)', border: '1px solid var(--line)', borderRadius: '4px', fontSize: '12px' },
      '&.cm-focused': { outline: '2px solid var(--accent)' },
      '.cm-scroller': { fontFamily: 'var(--mono)', maxHeight: '56vh', minHeight: '160px', overflow: 'auto' },
      '.cm-gutters': { backgroundColor: 'var(--bg)', color: 'var(--muted)', borderRight: '1px solid var(--line)' },
      '.cm-activeLine': { backgroundColor: 'transparent' },
      '.cm-cursor': { borderLeftColor: 'var(--text)' },
      '.cm-content': { caretColor: 'var(--text)' },
      '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft)' },
      // the marks of the linter are images in its own theme, which the policy of these pages does not load
      '.cm-lint-marker.cm-lint-marker-error': { content: 'normal', width: '.8em', height: '.8em', marginTop: '.3em', borderRadius: '50%', backgroundColor: 'var(--bad)' },
      '.cm-lintRange.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
      '.cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--text)', border: '1px solid var(--line)' },
    }),
    syntaxHighlighting(HighlightStyle.define([
      { tag: [t.propertyName, t.definition(t.propertyName), t.variableName, t.labelName], color: 'var(--accent)' },
      { tag: [t.string, t.content], color: 'var(--ok)' },
      { tag: [t.comment], color: 'var(--muted)' },
      { tag: [t.number, t.bool, t.null, t.keyword], color: 'var(--warn)' },
    ])),
  ];
}

const JSLT = {
  token(stream) {
    if (stream.match(/\/\/.*/)) return 'comment';
    if (stream.match(/"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/-?\d+(\.\d+)?/)) return 'number';
    if (stream.match(/(def|let|if|else|for|and|or|not|true|false|null|import|as)\b/)) return 'keyword';
    if (stream.match(/[$.][\w-]+/)) return 'propertyName';
    stream.next();
    return null;
  },
};

function language(cm, name) {
  if (/\.ya?ml$/.test(name)) return cm.yaml();
  return /json$/.test(name) ? cm.json() : cm.StreamLanguage.define(JSLT);
}

/**
 * A text editor in a shadow root, where its styles need no inline <style>. What is typed is the editor's: a text from outside
 * is taken when revision changes.
 */
export function CodeEditor({ name, text, revision, onChange, findings = [], readOnly = false }) {
  const host = useRef();
  const view = useRef();
  const changed = useRef(onChange);
  const [failure, setFailure] = useState(null);
  changed.current = onChange;
  useEffect(() => {
    let gone = false;
    codeMirror().then((cm) => {
      if (gone) return;
      const root = host.current.shadowRoot || host.current.attachShadow({ mode: 'open' });
      view.current = new cm.EditorView({
        root,
        parent: root,
        doc: text,
        extensions: [
          cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.bracketMatching(), cm.indentOnInput(), cm.lintGutter(),
          // Tab goes on to the next button: nobody is caught in the editor
          cm.keymap.of([...cm.defaultKeymap, ...cm.historyKeymap]),
          language(cm, name), theme(cm),
          cm.EditorState.readOnly.of(readOnly),
          cm.EditorView.contentAttributes.of({ 'aria-label': `Text of ${name}` }),
          cm.EditorView.updateListener.of((u) => u.docChanged && changed.current(u.state.doc.toString())),
        ],
      });
      host.current.editor = view.current;
      view.current.scrollDOM.tabIndex = 0;
      mark(cm, view.current, findings);
    }, (e) => setFailure(`The editor cannot be loaded: ${e.message}`));
    return () => {
      gone = true;
      if (view.current) view.current.destroy();
      view.current = null;
    };
  }, [name]);
  useEffect(() => {
    const now = view.current;
    if (now && now.state.doc.toString() !== text) now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: text } });
  }, [revision]);
  useEffect(() => {
    if (view.current) codeMirror().then((cm) => view.current && mark(cm, view.current, findings));
  }, [findings]);
  return html`<${Fragment}><div class="edit-host" ref=${host}></div>${failure && html`<${Failure}>${failure}<//>`}<//>`;
}

function mark(cm, view, findings) {
  const doc = view.state.doc;
  const all = findings.map((f) => {
    const line = doc.line(Math.min(Math.max(f.line, 1), doc.lines));
    return { from: line.from, to: line.to, severity: 'error', message: f.problem };
  });
  view.dispatch(cm.setDiagnostics(view.state, all));
}

// ---- a diff -------------------------------------------------------------------------------

const MOST_CELLS = 4e6;

/** Lines as [sign, text]; sign is ' ', '-' or '+'. */
export function diffLines(before, after) {
  const a = before.split('\n');
  const b = after.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const x = a.slice(start, a.length - end);
  const y = b.slice(start, b.length - end);
  const middle = x.length * y.length > MOST_CELLS ? [...x.map((t) => ['-', t]), ...y.map((t) => ['+', t])] : longestCommon(x, y);
  return [...a.slice(0, start).map((t) => [' ', t]), ...middle, ...a.slice(a.length - end).map((t) => [' ', t])];
}

function longestCommon(x, y) {
  const lengths = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      lengths[i][j] = x[i] === y[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      lines.push([' ', x[i]]);
      i++;
      j++;
    } else if (j === y.length || (i < x.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      lines.push(['-', x[i++]]);
    } else {
      lines.push(['+', y[j++]]);
    }
  }
  return lines;
}

/** What changed, with two lines around it. */
export function Diff({ before, after, label }) {
  const lines = diffLines(before, after);
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - 2), i + 3).some(([sign]) => sign !== ' '));
  const shown = [];
  lines.forEach((line, i) => {
    if (near[i]) shown.push(line);
    else if (shown.length && shown[shown.length - 1][0] !== '…') shown.push(['…', '']);
  });
  if (!lines.some(([sign]) => sign !== ' ')) return html`<${Empty}>No difference.<//>`;
  return html`<pre class="edit-diff" tabindex="0" role="region" aria-label=${label}>${shown.map(
    ([sign, text]) => html`<span class=${sign === '+' ? 'edit-added' : sign === '-' ? 'edit-removed' : ''}>${sign} ${text}${'\n'}</span>`,
  )}</pre>`;
}

// ---- a try --------------------------------------------------------------------------------

const pretty = (text) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

export const Findings = ({ findings }) => html`<ul class="list">${findings.map(
  (f) => html`<li><${Badge} tone="bad">${f.file ? `${f.file}${f.line ? `:${f.line}` : ''}` : 'check'}<//> ${f.problem}</li>`,
)}</ul>`;

/** What the gateway would make of a message. */
export function Tried({ result, what }) {
  if (result.findings.length) {
    return html`<div class="edit-result" role="status"><p>Not tried: check refuses ${what}.</p><${Findings} findings=${result.findings} /></div>`;
  }
  const stored = result.answers.every((a) => a === 'stored');
  return html`<div class="edit-result" role="status">
    <p><${Badge} tone=${stored ? 'ok' : 'bad'}>${stored ? 'would be published' : result.answers.join(', ')}<//> <span class="muted">with ${what}</span> ${result.detail}</p>
    ${result.records.map(
      (r) => html`<details open=${stored}><summary><code>${r.topic}</code>${r.key ? html` key <code>${r.key}</code>` : ''}</summary><pre class="edit-value" tabindex="0" role="region" aria-label=${`Record of ${r.topic}`}>${pretty(r.value)}</pre></details>`,
    )}
    <details><summary>Step by step</summary><pre class="edit-value" tabindex="0" role="region" aria-label="Step by step">${result.lines.join('\n')}</pre></details>
  </div>`;
}

// ---- the workbench ------------------------------------------------------------------------

const CHECK_AFTER_MILLIS = 600;

/**
 * One file of the folder: edited, checked while it is typed, tried on a sample, saved.
 * sample: what is tried, as POST mappings/try takes it; null for none. onSaved: after a save that is active.
 */
export function Workbench({ name, session, sample, sampleName, onSaved = () => {} }) {
  const [file, setFile] = useState(null);
  const [text, setText] = useState('');
  const [revision, setRevision] = useState(0);
  const [findings, setFindings] = useState([]);
  const { act, busy, result, setResult, failure, setFailure } = useActions();
  const [asCase, setAsCase] = useState(false);
  const [title, setTitle] = useState('');
  const replace = (all) => {
    setText(all);
    setRevision((r) => r + 1);
  };
  const load = async (keep) => {
    const opened = await getJson('mappings/file', { name });
    setFile(opened);
    if (!keep) replace(opened.text);
  };
  useEffect(() => {
    setFile(null);
    setResult(null);
    setFindings([]);
    load().catch((e) => setFailure(e.message));
  }, [name]);
  const edits = [{ name, text, digest: file ? file.digest : '' }];
  const changed = file && text !== file.text;
  const saving = busy === 'save';
  useEffect(() => {
    // what is being saved is checked anyway, and from then on differs from what was opened
    if (saving) return undefined;
    if (!changed || !session.write) {
      setFindings([]);
      return undefined;
    }
    const timer = setTimeout(() => postJson('mappings/check', { edits }).then(setFindings, (e) => setFailure(e.message)), CHECK_AFTER_MILLIS);
    return () => clearTimeout(timer);
  }, [text, file, saving]);
  const tryIt = act('try', async () => ({ tried: await postJson('mappings/try', { ...sample, edits: changed ? edits : [] }) }));
  const cases = act('cases', async () => ({ checked: await postJson('mappings/cases', { edits: changed ? edits : [] }) }));
  const save = act('save', async () => {
    const all = changed ? [...edits] : [];
    if (asCase && sample) all.push(await postJson('mappings/case', { ...sample, title: title || `tried on ${sampleName}`, edits: all }));
    const saved = await postJson('mappings/save', { edits: all });
    if (saved.saved.length) {
      await load(true);
      setAsCase(false);
      if (saved.active) onSaved();
    }
    return { saved };
  });
  if (!file) return failure ? html`<${Failure}>${failure}<//>` : html`<${Empty}>Reading ${name}.<//>`;
  const here = findings.filter((f) => f.file && f.file.endsWith(`/${name}`));
  const locked = session.write ? file.readOnly : session.why;
  return html`<div class="edit-workbench">
    <${CodeEditor} name=${name} text=${text} revision=${revision} onChange=${setText} findings=${here} readOnly=${!!locked} />
    ${locked && html`<p class="muted">Read only: ${locked}</p>`}
    ${findings.length > 0 && html`<${Findings} findings=${findings} />`}
    <div class="bar">
      <button onClick=${tryIt} disabled=${!session.write || !sample || !!busy}>${busy === 'try' ? 'Trying' : `Try on ${sampleName || 'a sample'}`}</button>
      <button onClick=${cases} disabled=${!session.write || !!busy}>${busy === 'cases' ? 'Running' : 'Run check and cases'}</button>
      <button class="primary" onClick=${save} disabled=${!!locked || !!busy || findings.length > 0 || (!changed && !(asCase && sample))}>${busy === 'save' ? 'Saving' : 'Save'}</button>
      <button onClick=${() => replace(file.text)} disabled=${!changed || !!busy}>Undo all</button>
      ${sample && html`<label><input type="checkbox" checked=${asCase} onChange=${(e) => setAsCase(e.target.checked)} disabled=${!!locked} /> add as a case</label>`}
      ${asCase && html`<input aria-label="Name of the case" placeholder="name of the case" value=${title} onInput=${(e) => setTitle(e.target.value)} />`}
    </div>
    ${failure && html`<${Failure}>${failure}<//>`}
    ${result && html`<${Result} result=${result} what=${changed ? 'this edit' : 'the saved files'} />`}
    <details class="edit-against"><summary>${changed ? 'Difference to what runs' : file.active === file.text ? 'This is what runs' : 'Difference to what runs'}</summary>
      ${file.activeKnown
        ? html`<${Diff} before=${file.active || ''} after=${text} label=${`Difference of ${name} to what runs`} />`
        : html`<${Empty}>The saved files were changed and are not active, so what runs is not known here.<//>`}
    </details>
  </div>`;
}

function Result({ result, what }) {
  if (result.tried) return html`<${Tried} result=${result.tried} what=${what} />`;
  const checked = result.checked || result.saved.checked;
  const good = !checked.findings.length && !checked.failures.length;
  return html`<div class="edit-result" role="status">
    <p>${result.saved && (result.saved.saved.length
      ? html`<${Badge} tone=${result.saved.active ? 'ok' : 'warn'}>${result.saved.active ? 'saved and active' : 'saved, not active'}<//> ${result.saved.reload}`
      : html`<${Badge} tone="bad">not saved<//> check or cases fail`)}
      ${!result.saved && html`<${Badge} tone=${good ? 'ok' : 'bad'}>${good ? 'check and cases pass' : 'check or cases fail'}<//>`}
      <span class="muted"> ${checked.passed} cases passed${checked.failures.length ? `, ${checked.failures.length} failed` : ''}</span></p>
    ${checked.findings.length > 0 && html`<${Findings} findings=${checked.findings} />`}
    ${checked.failures.length > 0 && html`<ul class="list">${checked.failures.map((f) => html`<li><${Badge} tone="bad">case<//> ${f}</li>`)}</ul>`}
  </div>`;
}
