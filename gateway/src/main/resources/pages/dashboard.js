// Times in the viewer's zone, and pages that stay true while they are looked at.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const today = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

// As a field of date and time wants it, in the viewer's zone.
const two = (n) => String(n).padStart(2, '0');
const local = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

function localise(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    const isToday = at.toDateString() === new Date().toDateString();
    time.textContent = (isToday ? today : full).format(at);
    time.title = `${full.format(at)} (${zone})`;
  }
  for (const field of root.querySelectorAll('input[name="tz"]')) field.value = zone;
  for (const field of root.querySelectorAll('input[data-instant]')) field.value = local(new Date(field.dataset.instant));
}

// Listens for what this page shows; when it comes to show other calls, for these.
let events = null;
let heard = '';
let wait = 1_000;

const wanted = () => document.querySelector('[data-live]')?.dataset.live;
let state = '';
function say(words) {
  state = words;
  for (const sign of document.querySelectorAll('.live-state')) sign.textContent = words;
}

function listen() {
  heard = wanted();
  if (!heard || document.hidden) return;
  const mine = new EventSource(heard);
  events = mine;
  mine.addEventListener('open', () => { wait = 1_000; say('Live'); });
  mine.addEventListener('changed', () => globalThis.htmx.trigger('#live', 'refresh'));
  mine.addEventListener('error', () => {
    mine.close();
    say('Connection lost, trying again');
    setTimeout(() => { if (events === mine) listen(); }, wait);
    wait = Math.min(wait * 2, 30_000);
  });
}

function listenToOthers() {
  if (!heard || wanted() === heard) return;
  events?.close();
  listen();
}

// A browser has few connections to one host: those who are not looked at let theirs go, and hear at once when they are.
document.addEventListener('visibilitychange', () => {
  events?.close();
  events = null;
  listen();
});

// Sends a file as it is, so that the server reads it as it comes, however long it is.
function upload(form) {
  const trouble = form.querySelector('[role="alert"]');
  const sending = form.querySelector('.sending');
  const button = form.querySelector('button');
  const fail = (words) => { trouble.textContent = words; trouble.hidden = false; sending.hidden = true; button.disabled = false; };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const [file] = form.querySelector('input[type="file"]').files;
    if (!file) { fail('Choose a file first.'); return; }
    trouble.hidden = true;
    sending.hidden = false;
    button.disabled = true;
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Content-Type', 'text/csv');
    request.setRequestHeader('X-CSRF-Token', form.elements._csrf.value);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      sending.querySelector('progress').value = loaded / total;
      sending.querySelector('[role="status"]').textContent =
        loaded < total ? `${Math.floor((100 * loaded) / total)} % sent` : 'All sent; the last people are being stored …';
    });
    request.addEventListener('load', () => {
      if (request.status === 201) {
        const there = new URL(request.getResponseHeader('Location'), location.href);
        history.replaceState(null, '', there);
        location.reload();
      } else {
        fail(request.responseText || `The server answered ${request.status}.`);
      }
    });
    request.addEventListener('error', () => fail('The connection was lost. What was read is kept: send the file again.'));
    request.send(file);
  });
}

// A word of the transcript leads to its place in the recording, and is marked while it is heard.
function player() {
  const sound = document.querySelector('audio');
  if (!sound) return;
  sound.addEventListener('error', () => { sound.parentElement.querySelector('[role="status"]').hidden = false; });
  sound.addEventListener('timeupdate', () => {
    let said = null;
    for (const word of document.querySelectorAll('.word')) {
      word.classList.remove('heard');
      if (Number(word.dataset.second) <= sound.currentTime) said = word;
    }
    if (!sound.paused && said) said.classList.add('heard');
  });
  document.addEventListener('click', ({ target }) => {
    if (!target.classList.contains('word')) return;
    sound.currentTime = Number(target.dataset.second);
    sound.play().catch(() => {});
  });
}

document.addEventListener('DOMContentLoaded', () => {
  // On a phone the pages stand in one row that is longer than the screen.
  document.querySelector('nav [aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  player();
  localise(document);
  listen();
  for (const form of document.querySelectorAll('form.upload')) upload(form);
});
document.addEventListener('htmx:load', ({ detail }) => { localise(detail.elt); say(state); listenToOthers(); });
// Whoever is no longer signed in is shown where to.
document.addEventListener('htmx:responseError', ({ detail }) => {
  if (detail.xhr.status === 401) location.reload();
});
// What was asked for again and did not come is asked for once more: no other word of it may follow.
for (const failed of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(failed, () => setTimeout(() => {
    if (document.getElementById('live')) globalThis.htmx.trigger('#live', 'refresh');
  }, 2_000));
}
