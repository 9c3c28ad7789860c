// The shell: header, navigation, and the one stream that feeds the open page.
import { html, render, loadSession, postJson, useEffect, useRef, useState, Badge, Failure, rate, duration } from './ui.js';

/** The pages in the order of the navigation: #/NAME shows pages/NAME.js. */
const PAGES = [
  { name: 'flow', title: 'Flow' },
  { name: 'messages', title: 'Messages' },
  { name: 'dead-letters', title: 'Dead letters' },
  { name: 'alerts', title: 'Alerts' },
  { name: 'overview', title: 'Overview' },
  { name: 'mappings', title: 'Mappings' },
];

function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const page = PAGES.find((p) => p.name === path) || PAGES[0];
  return { page: page.name, title: page.title, query: Object.fromEntries(new URLSearchParams(query || '')) };
}

/** Goes to a page; what is empty of the query is left out. */
export function go(page, query = {}) {
  const set = Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const text = new URLSearchParams(set).toString();
  location.hash = `#/${page}${text ? `?${text}` : ''}`;
}

function useRoute() {
  const [now, set] = useState(route);
  useEffect(() => {
    const changed = () => set(route());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return now;
}

/** The module of a page, once it is loaded. */
function usePage(name) {
  const [loaded, set] = useState({});
  useEffect(() => {
    let wanted = true;
    import(`./pages/${name}.js`).then(
      (module) => wanted && set({ name, view: module.default }),
      (error) => wanted && set({ name, error }),
    );
    return () => (wanted = false);
  }, [name]);
  return loaded.name === name ? loaded : {};
}

/** Of the query, the part that the server needs: a page names it in View.live, else all. */
function liveQuery(view, query) {
  return view.live ? Object.fromEntries(Object.entries(query).filter(([key]) => view.live.includes(key))) : query;
}

/** What the gateway sends: overview, and what View.reduce makes of the page's events, from nothing after another query if View.anew. */
function useLive(name, view, query, readable, renew) {
  const [state, set] = useState({});
  const text = view ? new URLSearchParams({ page: view.server === false ? '' : name, ...liveQuery(view, query) }).toString() : '';
  useEffect(() => {
    if (!text || !readable) return undefined;
    set((s) => ({ overview: s.overview, connected: s.connected, name, data: s.name === name && !view.anew ? s.data : undefined }));
    const reduce = view.reduce || ((before, event) => event);
    let source;
    let again;
    let ended = false;
    const connect = () => {
      source = new EventSource(`/api/live?${text}`);
      source.onmessage = (e) => {
        const overview = JSON.parse(e.data);
        set((s) => ({
          ...s,
          overview,
          connected: true,
          restarted: s.restarted || (s.overview && s.overview.started !== overview.started ? overview.started : ''),
        }));
      };
      source.addEventListener('page', (e) => {
        const event = JSON.parse(e.data);
        set((s) => ({ ...s, data: reduce(s.data, event), failure: undefined }));
      });
      source.addEventListener('failure', (e) => set((s) => ({ ...s, failure: JSON.parse(e.data).error })));
      source.onerror = () => {
        source.close();
        // no stream, but a session: as many pages are open as may be, or it asks for a login again
        renew().then((answers) => !ended && set((s) => ({ ...s, connected: false, answers })));
        again = setTimeout(connect, 1000);
      };
    };
    connect();
    return () => {
      ended = true;
      clearTimeout(again);
      source.close();
    };
  }, [text, readable]);
  return state;
}

function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
}

const TONES = { ready: 'ok', degraded: 'warn' };

function Status({ live, session }) {
  if (session && !session.read) return html`<${Badge}>not logged in<//>`;
  if (live.connected === false) {
    return html`<${Badge} tone="bad">${live.answers ? 'too many pages are open, trying again' : 'gateway does not answer, trying again'}<//>`;
  }
  const o = live.overview;
  if (!o) return html`<${Badge}>connecting<//>`;
  return html`<${Badge} tone=${TONES[o.status] || 'bad'}>${o.status}<//>
    <span class="muted wide">${rate(o.messages_per_second)} messages · ${rate(o.events_per_second)} events · up ${duration(o.uptime_seconds)}</span>`;
}

function Header({ page, live, session, renew }) {
  return html`<header class="top">
    <a class="brand" href="#/">Tributary</a>
    <nav aria-label="Pages">
      ${PAGES.map((p) => html`<a href="#/${p.name}" aria-current=${p.name === page ? 'page' : null}>${p.title}</a>`)}
    </nav>
    <div class="grow"></div>
    <div class="status" role="status"><${Status} live=${live} session=${session} /></div>
    ${session && session.user && html`<span class="muted">${session.user}</span>
      <button class="quiet" onClick=${() => postJson('logout').then(renew)}>Log out</button>`}
    <button class="quiet" aria-label="Light or dark" title="Light or dark" onClick=${toggleTheme}>◐</button>
  </header>`;
}

function Login({ renew }) {
  const [failure, setFailure] = useState('');
  const login = (e) => {
    e.preventDefault();
    const given = new FormData(e.target);
    postJson('login', { user: given.get('user'), password: given.get('password') }).then(renew, (error) => {
      setFailure(error.message);
      renew();
    });
  };
  return html`<form class="card login" onSubmit=${login}>
    <h2>Log in</h2>
    <label>Name <input name="user" autocomplete="username" required /></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
    ${failure && html`<${Failure}>${failure}<//>`}
    <div><button class="primary">Log in</button></div>
  </form>`;
}

function App() {
  const { page, title, query } = useRoute();
  const [session, setSession] = useState(null);
  const { view: View, error } = usePage(page);
  const readable = !!session && session.read;
  const renew = () => loadSession().then((s) => (setSession(s), true), () => false);
  const live = useLive(page, View, query, readable, renew);
  const main = useRef();
  useEffect(() => {
    renew();
  }, [live.connected, live.restarted]);
  useEffect(() => {
    document.title = `${title} · Tributary`;
  }, [title]);
  const setQuery = (changes) => go(page, { ...query, ...changes });
  return html`
    <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); main.current.focus(); }}>To the page</a>
    <${Header} page=${page} live=${live} session=${session} renew=${renew} />
    ${live.restarted && html`<p class="note">The gateway has started again since you opened this page.</p>`}
    <main id="main" ref=${main} tabindex="-1" class="page-${page}">
      <h1 class="hidden">${title}</h1>
      ${error && html`<${Failure}>The page cannot be loaded: ${error.message}<//>`}
      ${live.failure && html`<${Failure}>${live.failure}<//>`}
      ${session && !session.read && html`<${Login} renew=${renew} />`}
      ${View && readable && html`<${View} key=${page} data=${live.data} overview=${live.overview} query=${query} setQuery=${setQuery} go=${go} session=${session} />`}
    </main>`;
}

const app = document.getElementById('app');
app.replaceChildren();
render(html`<${App} />`, app);
