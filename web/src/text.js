// What people write, taken apart for showing: words and links. Pure; the text is anybody's.

// An address ends at a space, a quote, a bracket that no address has, and at characters that nobody sees or that turn the
// direction of writing: a link has to look like where it leads.
const address = /\bhttps?:\/\/[^\s<>"`{}|\\^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/giu;
const tail = new Set(".,;:!?'*_~");
const pairs = { ")": "(", "]": "[" };
const longest = 4096;  // Characters of an address; a longer one is text.

/** An address within a sentence, without what belongs to the sentence. */
function trimmed(found) {
  const surplus = {};  // Of closing brackets.
  for (const [close, open] of Object.entries(pairs))
    surplus[close] = found.split(close).length - found.split(open).length;
  let end = found.length;
  for (; end > 0; end--) {
    const last = found[end - 1];
    if (surplus[last] > 0) surplus[last]--;
    else if (!tail.has(last)) break;
  }
  return found.slice(0, end);
}

/** Only what leads to the web; null for anything else. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return (url.protocol === "http:" || url.protocol === "https:") && url.hostname ? url.href : null;
  } catch {
    return null;
  }
}

/** Pieces in order: {text}, and {text, href} for links. */
export function pieces(text) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const link = trimmed(match[0]);
    const href = link.length <= longest ? webAddress(link) : null;
    if (!href) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: link, href });
    from = match.index + link.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

/** "* Alice waves" by Alice is something that she does; null if it is not so. */
export function action(content, author) {
  const start = `* ${author} `;
  return author && content.startsWith(start) ? content.slice(start.length) : null;
}
