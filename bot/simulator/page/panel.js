// What the database holds, beside what a coordinator's key opens.

import { make } from "/demo/bubble.js";

const known = new Map();

// `first` are the names of the tables that matter most in this scene.
export function showDatabase(root, tables, first) {
  const open = new Map([...root.querySelectorAll("details")].map((each) => [each.dataset.table, each.open]));
  const rank = ({ table }) => (first.includes(table) ? first.indexOf(table) : first.length);
  const full = tables.filter((table) => table.count).sort((a, b) => rank(a) - rank(b));
  const empty = tables.filter((table) => !table.count).map((table) => table.table);
  const isFirst = !known.size;
  root.replaceChildren(...full.map((table) => section(table, open.get(table.table), isFirst)));
  if (!full.length) root.append(make("p", "nothing", "Databasen er tom. Skriv noe på en av telefonene."));
  if (empty.length) root.append(make("p", "empty-tables", `Tomme tabeller: ${empty.join(", ")}`));
}

function section(table, wasOpen, isFirst) {
  const details = document.createElement("details");
  details.dataset.table = table.table;
  const sealed = table.rows.some((row) => row.some((value) => value?.hex !== undefined));
  details.open = wasOpen ?? sealed;
  const summary = make("summary", "");
  summary.append(make("code", "table-name", table.table), make("span", "count", rows(table.count)));
  if (sealed) summary.append(make("span", "tag", "forseglet innhold"));
  const scroller = make("div", "scroller");
  Object.assign(scroller, { tabIndex: 0, role: "region", ariaLabel: `Rader i ${table.table}` });
  scroller.append(grid(table, isFirst));
  details.append(summary, scroller);
  return details;
}

const rows = (count) => (count === 1 ? "1 rad" : `${count} rader`);

function grid({ table, columns, rows: lines }, isFirst) {
  const before = known.get(table) ?? new Set();
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  for (const column of columns) {
    const cell = make("th", "", column);
    cell.scope = "col";
    head.append(cell);
  }
  const body = element.createTBody();
  const now = new Set();
  for (const line of [...lines].reverse()) {
    const row = body.insertRow();
    const print = JSON.stringify(line);
    now.add(print);
    if (!isFirst && !before.has(print)) row.className = "fresh";
    for (const value of line) row.insertCell().append(shown(value));
  }
  known.set(table, now);
  return element;
}

export function shown(value) {
  if (value === null) return make("span", "none", "–");
  if (typeof value !== "object") return String(value);
  const cell = make("span", "cipher");
  const size = new Intl.NumberFormat("nb-NO").format(value.bytes);
  cell.append(make("code", "", value.hex + (value.bytes * 2 > value.hex.replaceAll(" ", "").length ? " …" : "")), make("span", "size", `${size} byte`));
  return cell;
}

export function showOpened(root, cases) {
  const open = new Map([...root.querySelectorAll("details")].map((each) => [each.dataset.reference, each.open]));
  root.replaceChildren(...[...cases].reverse().map((one, index) => card(one, open.get(one.reference) ?? index === 0)));
  if (!cases.length) {
    root.append(make("p", "nothing", "Ingen sak er levert ennå. Når den unge leverer, åpner nøkkelen saken her – og bare nøkkelen."));
  }
}

const LEVELS = [[/^(red|rød)/i, "red", "Rød"], [/^(orange|oransje)/i, "orange", "Oransje"], [/^(yellow|gul)/i, "yellow", "Gul"], [/^(blue|blå)/i, "blue", "Blå"]];

function card(one, isOpen) {
  const details = make("details", "case");
  details.dataset.reference = one.reference;
  details.open = isOpen;
  const summary = make("summary", "");
  const [, level, name] = LEVELS.find(([pattern]) => pattern.test(one.level)) ?? [null, "blue", one.level];
  summary.append(make("b", "reference", one.reference), make("span", `level ${level}`, name));
  const by = make("p", "by", `Åpnet med nøkkelen til ${one.opened_by}`);
  details.append(summary, by);
  const groups = new Map();
  for (const part of one.parts) groups.set(part.title, [...(groups.get(part.title) ?? []), part]);
  for (const [title, parts] of groups) {
    if (title) details.append(make("h4", "", title));
    const asked = parts.some(({ question }) => question);
    const list = document.createElement(asked ? "dl" : "ul");
    for (const { question, answer } of parts) {
      const answered = make(asked ? "dd" : "li", "answer", answer);
      answered.dir = "auto";
      if (asked) list.append(make("dt", "", question));
      list.append(answered);
    }
    details.append(list);
  }
  return details;
}

export function forget() { known.clear(); }
