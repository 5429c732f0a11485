// The minutes of meetings: the bytes that are kept, whose keys open them, and what those show.

import { make } from "/demo/bubble.js";
import { shown } from "/demo/panel.js";

export function showMinutes(root, all) {
  const open = new Map([...root.querySelectorAll("details")].map((each) => [each.dataset.reference, each.open]));
  root.replaceChildren(...[...all].reverse().map((one, index) => card(one, open.get(one.reference) ?? index === 0)));
  if (!all.length) root.append(make("p", "nothing", "Det er ikke ført noe referat ennå. Når møtet fører det, åpner deltakernes nøkler det her."));
}

function card(one, isOpen) {
  const details = make("details", "case");
  details.dataset.reference = one.reference;
  details.open = isOpen;
  const summary = make("summary", "");
  summary.append(make("b", "reference", one.reference), make("span", "count", "referat"));
  const sealed = make("p", "by", "Slik ligger det: ");
  sealed.append(shown(one.sealed));
  details.append(summary, sealed, keys(one));
  if (one.opened_by) details.append(...read(one));
  return details;
}

function keys({ keys: all }) {
  const list = make("ul", "tried");
  for (const { name, opens } of all) {
    const item = make("li", opens ? "opens" : "stays-shut", `Nøkkelen til ${name} `);
    item.append(make("b", "", opens ? "åpner" : "åpner ikke"));
    list.append(item);
  }
  return list;
}

function read({ reference, opened_by: by, text }) {
  const heading = make("h4", "", `Slik leser ${by} det`);
  const page = make("pre", "minutes", text);
  Object.assign(page, { tabIndex: 0, role: "region", ariaLabel: `Referatet fra ${reference}` });
  const files = make("p", "files");
  for (const [ending, words] of [["pdf", "Åpne som PDF"], ["txt", "Åpne som tekst"]]) {
    const link = make("a", "", words);
    Object.assign(link, { href: `/minutes/${encodeURIComponent(reference)}.${ending}`, target: "_blank", rel: "noopener" });
    files.append(link);
  }
  return [heading, files, page];
}
