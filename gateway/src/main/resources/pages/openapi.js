/** Shows /openapi.json as a page: each route with its fields, a curl line and its answers. */

const element = (id) => document.getElementById(id);

/** An element with what is in it; texts stay texts. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

let api;

/** What a reference leads to. */
function solved(node) {
  if (!node?.$ref) return node ?? {};
  const parts = node.$ref.slice(2).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce((at, part) => at[part], api);
}

function typeOf(schema) {
  const known = solved(schema);
  const name = schema?.$ref?.split('/').pop();
  if (known.enum) return known.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (known.type === 'array') return `list of ${typeOf(known.items)}`;
  const types = known.oneOf ?? known.anyOf;
  if (types) return types.map(typeOf).join(' or ');
  return [known.type].flat().filter(Boolean).join(' or ') + (name ? ` (${name})` : '') + (known.format ? `, ${known.format}` : '');
}

function table(caption, rows) {
  const head = make('tr', {}, ...['Name', 'Type', 'Meaning'].map((text) => make('th', { scope: 'col' }, text)));
  return make('table', {}, make('caption', {}, caption), make('thead', {}, head), make('tbody', {}, ...rows));
}

function row(name, schema, required, meaning) {
  return make('tr', {},
    make('td', {}, make('code', {}, name), required ? ' (required)' : ''),
    make('td', {}, typeOf(schema)),
    make('td', {}, meaning ?? solved(schema).description ?? ''));
}

function parameters(operation) {
  const known = (operation.parameters ?? []).map(solved);
  if (known.length === 0) return [];
  return [table('Parameters', known.map((one) => row(`${one.name} (${one.in})`, one.schema, one.required, one.description)))];
}

function fields(caption, schema) {
  const known = solved(schema);
  const properties = Object.entries(known.properties ?? {});
  if (properties.length === 0) return [];
  return [table(caption, properties.map(([name, one]) => row(name, one, known.required?.includes(name))))];
}

/** The examples of a body, by their names. */
function examples(content) {
  if (content.example !== undefined) return [['', content.example]];
  return Object.entries(content.examples ?? {}).map(([name, one]) => [name, solved(one).value]);
}

const printed = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

function body(operation) {
  return Object.entries(solved(operation.requestBody).content ?? {}).flatMap(([type, content]) => [
    make('h3', {}, `Body: ${type}`),
    ...fields('Fields', content.schema),
    ...examples(content).flatMap(([name, value]) => [make('p', { class: 'faint' }, `Example ${name}`), make('pre', {}, printed(value))]),
  ]);
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** A line that can be pasted, with the first example there is. */
function curl(method, path, operation) {
  const url = location.origin + path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const known = (operation.parameters ?? []).map(solved).find((one) => one.name === name);
    return encodeURIComponent(known?.example ?? `<${name}>`);
  });
  const words = ['curl'];
  if (method !== 'GET') words.push('-X', method);
  if (operation.security?.length !== 0) words.push('-H', '"Authorization: Bearer $KEY"');
  const [type, content] = Object.entries(solved(operation.requestBody).content ?? {})[0] ?? [];
  const value = content && examples(content)[0]?.[1];
  if (value !== undefined) {
    words.push('-H', quoted(`Content-Type: ${type}`));
    words.push('--data-binary', quoted(typeof value === 'string' ? value : JSON.stringify(value)));
  }
  return make('pre', { class: 'curl' }, [...words, quoted(url)].join(' '));
}

function answers(operation) {
  return Object.entries(operation.responses).flatMap(([status, given]) => {
    const answer = solved(given);
    const contents = Object.entries(answer.content ?? {});
    return [
      make('h3', {}, `${status}: ${answer.description}`),
      ...contents.flatMap(([type, content]) => [
        make('p', { class: 'faint' }, type),
        ...examples(content).map(([, value]) => make('pre', {}, printed(value))),
      ]),
    ];
  });
}

function route(path, method, operation) {
  const details = make('details', { id: operation.operationId },
    make('summary', {}, make('b', {}, method), make('code', {}, path), ` ${operation.summary}`));
  details.dataset.words = `${method} ${path} ${operation.summary} ${operation.description ?? ''}`.toLowerCase();
  details.addEventListener('toggle', () => {
    if (details.children.length > 1) return;
    details.append(make('div', {},
      ...(operation.description ? [make('p', {}, operation.description)] : []),
      ...parameters(operation),
      ...body(operation),
      make('h3', {}, 'With curl'),
      curl(method, path, operation),
      ...answers(operation)));
  });
  return details;
}

function operations() {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.operationId)
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));
}

function show() {
  element('about').textContent = api.info.description;
  const all = operations();
  for (const tag of api.tags) {
    const of = all.filter(({ operation }) => operation.tags[0] === tag.name);
    if (of.length === 0) continue;
    const id = `tag-${tag.name.replaceAll(/\W+/g, '-')}`;
    const section = make('section', { 'aria-labelledby': id }, make('h2', { id }, tag.name));
    if (tag.description) section.append(make('p', {}, tag.description));
    section.append(...of.map(({ path, method, operation }) => route(path, method, operation)));
    element('routes').append(section);
    element('contents').append(make('a', { href: `#${id}` }, `${tag.name} (${of.length})`));
  }
  const open = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (open) {
    if (open.tagName === 'DETAILS') open.open = true;
    open.scrollIntoView();
  }
}

function find() {
  const words = element('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const details of document.querySelectorAll('details')) {
    details.hidden = !words.every((word) => details.dataset.words.includes(word));
    if (!details.hidden) found++;
  }
  for (const section of document.querySelectorAll('section')) {
    section.hidden = [...section.querySelectorAll('details')].every((one) => one.hidden);
  }
  element('found').textContent = words.length === 0 ? '' : `${found} routes`;
}

try {
  const answer = await fetch('openapi.json');
  if (!answer.ok) throw new Error(`it answers with ${answer.status}`);
  api = await answer.json();
  show();
  element('search').addEventListener('input', find);
} catch (failure) {
  element('trouble').textContent = `The description could not be read: ${failure.message}`;
  element('trouble').hidden = false;
}
