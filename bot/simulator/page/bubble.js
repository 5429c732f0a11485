// One message as a bubble with its buttons.

import { rich } from "/demo/rich.js";
import { hour } from "/demo/time.js";

const OTHER = {
  photo: "Bilde", sticker: "Klistremerke", location: "Sted", voice: "Talemelding", video: "Video", contact: "Kontakt",
};

export function bubble(message, press) {
  const item = document.createElement("li");
  item.className = message.mine ? "message mine" : "message";
  item.dataset.id = message.id;
  item.dataset.at = message.at;
  const body = make("div", "bubble");
  if (message.protected) body.classList.add("protected");
  if (message.file) body.append(make("p", "file", message.file));
  if (message.other) body.append(make("p", "file", OTHER[message.other] ?? "Vedlegg"));
  const text = make("div", "text");
  text.dir = "auto";
  text.append(rich(message.text, message.entities));
  const stamp = make("span", "stamp", (message.edited ? "endret " : "") + hour(message.at));
  body.append(make("span", "quiet", message.mine ? "Du: " : ""), text, stamp);
  item.append(body);
  if (message.buttons.length) item.append(buttons(message, press));
  return item;
}

function buttons(message, press) {
  const rows = make("div", "keys");
  for (const row of message.buttons) {
    const line = make("div", "key-row");
    for (const button of row) line.append(key(message, button, press));
    rows.append(line);
  }
  return rows;
}

function key(message, button, press) {
  const element = make("button", `key ${button.style}`.trim(), button.text);
  element.type = "button";
  element.dir = "auto";
  if (button.url || button.shares) element.classList.add("link");
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-busy") === "true") return;
    if (button.data) busy(element);
    press(message.id, button);
  });
  return element;
}

// A real client stops waiting after fifteen seconds, too.
function busy(element) {
  element.setAttribute("aria-busy", "true");
  setTimeout(() => element.removeAttribute("aria-busy"), 15_000);
}

export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
