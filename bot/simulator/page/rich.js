// Text with Telegram's entities, as elements. Offsets are UTF-16 units, which is how strings count here too.

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

export function rich(text, entities) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const whole = document.createDocumentFragment();
  fill(whole, text, 0, text.length, sorted);
  return whole;
}

function fill(parent, text, from, to, entities) {
  let at = from;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at) continue; // It stood inside the one before, which took it along.
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    parent.append(text.slice(at, entity.offset));
    const element = elementFor(entity);
    fill(element, text, entity.offset, end, inner);
    parent.append(element);
    at = end;
  }
  parent.append(text.slice(at, to));
}

function elementFor(entity) {
  if (entity.type === "text_link" && /^https?:/.test(entity.url)) {
    const link = document.createElement("a");
    Object.assign(link, { href: entity.url, target: "_blank", rel: "noopener noreferrer" });
    return link;
  }
  if (entity.type === "spoiler") {
    const spoiler = document.createElement("button");
    Object.assign(spoiler, { type: "button", className: "spoiler" });
    spoiler.setAttribute("aria-expanded", "false");
    spoiler.addEventListener("click", () => spoiler.setAttribute("aria-expanded", "true"));
    return spoiler;
  }
  return document.createElement(TAGS[entity.type] ?? "span");
}
