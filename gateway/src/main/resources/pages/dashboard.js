// Times in the viewer's zone, and pages that stay true while they are looked at.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const today = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

function localise(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    const isToday = at.toDateString() === new Date().toDateString();
    time.textContent = (isToday ? today : full).format(at);
    time.title = `${full.format(at)} (${zone})`;
  }
  for (const field of root.querySelectorAll('input[name="tz"]')) field.value = zone;
  for (const field of root.querySelectorAll('.js-only[hidden]')) field.hidden = false;
}

function listen() {
  const place = document.querySelector('[data-live]');
  if (!place) return;
  let wait = 1_000;
  const connect = () => {
    const events = new EventSource(document.querySelector('[data-live]').dataset.live);
    const say = (words) => { for (const sign of document.querySelectorAll('.live-state')) sign.textContent = words; };
    events.addEventListener('open', () => { wait = 1_000; say('Live'); });
    events.addEventListener('changed', () => globalThis.htmx.trigger('#live', 'refresh'));
    events.addEventListener('error', () => {
      events.close();
      say('Connection lost, trying again');
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 30_000);
    });
  };
  connect();
}

document.addEventListener('DOMContentLoaded', () => { localise(document); listen(); });
document.addEventListener('htmx:load', ({ detail }) => localise(detail.elt));
// Whoever is no longer signed in is shown where to.
document.addEventListener('htmx:responseError', ({ detail }) => {
  if (detail.xhr.status === 401) location.reload();
});
