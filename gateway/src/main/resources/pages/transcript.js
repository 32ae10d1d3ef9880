/**
 * What was said so far, and the last few sentences as Retell now tells them: it sends only the
 * latest ones, and changes what it heard before. Returns the whole again.
 */
export function merged(said, latest) {
  let best = { overlap: 0, equal: -1 };
  for (let overlap = Math.min(said.length, latest.length); overlap > 0; overlap--) {
    const end = said.slice(said.length - overlap);
    if (end.every((one, i) => one.role === latest[i].role)) {
      const equal = end.filter((one, i) => one.content === latest[i].content).length;
      if (equal > best.equal) best = { overlap, equal };
    }
  }
  return [...said.slice(0, said.length - best.overlap), ...latest];
}

const SPEAKERS = { agent: 'Agent', user: 'You', transfer_target: 'Transferred to' };

/** Shows sentences in a list; those that stay as they were are left alone, so that they are read out once. */
export function show(list, said) {
  const log = list.parentElement;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  said.forEach((sentence, i) => {
    const item = list.children[i] ?? list.appendChild(document.createElement('li'));
    const text = String(sentence.content ?? '');
    if (item.dataset.text === text && item.className === sentence.role) return;
    item.className = sentence.role;
    item.dataset.text = text;
    const who = document.createElement('b');
    who.textContent = SPEAKERS[sentence.role] ?? String(sentence.role);
    item.replaceChildren(who, text);
  });
  while (list.children.length > said.length) list.lastChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}
