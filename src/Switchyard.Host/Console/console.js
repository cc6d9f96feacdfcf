// The page asks the same API as everybody else; the token lives in this tab's session storage and nowhere else.
const $ = id => document.getElementById(id);
const remembered = 'switchyard-token';
let timer;

async function get(path) {
  const answer = await fetch('/api/v1' + path, { headers: { Authorization: 'Bearer ' + sessionStorage.getItem(remembered) } });
  if (answer.status === 401 || answer.status === 403) { throw new Refused('This token is not accepted.'); }
  if (!answer.ok) { throw new Error('The control plane answered ' + answer.status + '.'); }
  return answer.json();
}

class Refused extends Error {}

function rows(id, items, cells, empty) {
  const body = $(id);
  const next = items.map(item => {
    const row = document.createElement('tr');
    for (const [text, kind] of cells(item)) {
      const cell = row.insertCell();
      cell.textContent = text ?? '';
      if (kind) { cell.className = kind; }
    }
    return row;
  });
  if (next.length === 0) {
    const row = document.createElement('tr');
    const cell = row.insertCell();
    cell.colSpan = 9; cell.className = 'empty'; cell.textContent = empty;
    next.push(row);
  }
  body.replaceChildren(...next);
}

const when = text => text ? new Date(text).toLocaleTimeString() : '';
const mood = state => ({ applied: 'good', enabled: 'good', completed: 'good', error: 'bad', rejected: 'bad', failed: 'bad', lost: 'bad', lagging: 'warn', degraded: 'warn', disabled: 'warn', cancelled: 'warn', aborted: 'bad' })[state] ?? '';

async function refresh() {
  const [nodes, providers, requests] = await Promise.all([get('/nodes'), get('/providers'), get('/interceptions?limit=20')]);
  $('revision').textContent = 'Revision ' + Math.max(0, ...nodes.items.map(node => node.revision ?? 0));
  rows('nodes', nodes.items, node => [[node.name], [node.state, mood(node.state)], [node.revision], [when(node.seenAt)]], 'No node has reported yet.');
  rows('providers', providers.items, provider => [[provider.name], [provider.type], [provider.baseUrl],
    [provider.status.state + (provider.status.reason ? ': ' + provider.status.reason : ''), mood(provider.status.state)],
    [provider.keys.map(key => key.masked).join(' ')]], 'No provider yet. Add one: switchyard providers add NAME --type openai --base-url https://api.openai.com');
  rows('requests', requests.items, request => [[when(request.startedAt)], [request.provider], [request.model], [request.status, mood(request.status)],
    [(request.inputTokens ?? '–') + ' / ' + (request.outputTokens ?? '–')], [request.revision]], 'No request has been intercepted yet.');
}

async function loop() {
  clearTimeout(timer);
  try {
    await refresh();
    $('sign-in').hidden = true; $('yard').hidden = false; $('sign-out').hidden = false; $('fault').textContent = '';
    timer = setTimeout(loop, 2000);
  } catch (fault) {
    if (fault instanceof Refused) { signOut(fault.message); return; }
    $('revision').textContent = fault.message + ' Trying again…';
    timer = setTimeout(loop, 2000);
  }
}

function signOut(reason) {
  clearTimeout(timer);
  sessionStorage.removeItem(remembered);
  $('yard').hidden = true; $('sign-out').hidden = true; $('sign-in').hidden = false;
  $('revision').textContent = ''; $('fault').textContent = reason ?? '';
  $('token').focus();
}

$('sign-in').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(remembered, $('token').value.trim());
  $('token').value = '';
  loop();
});
$('sign-out').addEventListener('click', () => signOut());
if (sessionStorage.getItem(remembered)) { loop(); } else { $('token').focus(); }
