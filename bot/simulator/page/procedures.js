// «Prosedyrene»: all of them in a list, and the picture of the one that is chosen.

import { make } from "/demo/bubble.js";

const date = new Intl.DateTimeFormat("nb-NO", { day: "numeric", month: "long", year: "numeric" });

export class Procedures {
  constructor(root) {
    Object.assign(this, { root, all: null, stacked: matchMedia("(max-width: 60rem)") });
    for (const name of ["flow-list", "flow-shown"]) this[name] = root.querySelector(`.${name}`);
    addEventListener("hashchange", () => { if (!this.root.hidden && this.links) this.choose(); });
  }

  async show() {
    this.all ??= await fetch("/flows/").then((answer) => answer.json()).then(({ procedures }) => procedures).catch(() => null);
    if (!this.all) return void this["flow-shown"].replaceChildren(make("p", "nothing", "Prosedyrene kom ikke. Last siden på nytt."));
    if (!this.links) this.build();
    this.choose();
  }

  build() {
    this.links = new Map(this.all.map((one) => [one.name, this.link(one)]));
    this["flow-list"].replaceChildren(...[...this.links.values()].map((link) => {
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
  }

  link({ name, code, title, steps }) {
    const link = make("a", "");
    link.href = `#prosedyrene/${name}`;
    link.append(make("b", "flow-code", code), make("span", "", title), make("span", "count", `${steps} steg`));
    return link;
  }

  choose() {
    const asked = location.hash.split("/")[1] ?? this.shown;
    const one = this.all.find(({ name }) => name === asked) ?? this.all[0];
    for (const [name, link] of this.links) {
      if (name === one.name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (this.shown !== one.name) this.draw(one);
    if (this.shown && this.stacked.matches) this["flow-shown"].scrollIntoView({ block: "start" });
    this.shown = one.name;
  }

  draw({ name, code, title, trigger, owner, checked, overdue }) {
    const heading = make("h3", "", [code, title].filter(Boolean).join(" · "));
    const facts = make("p", "flow-facts", owner ? `Faglig ansvar: ${owner}. ` : "");
    facts.append(checked ? `Sist kontrollert ${date.format(new Date(checked))}.` : "Ikke kontrollert ennå.");
    if (overdue) facts.append(make("b", "overdue", " Kontrollen er gått ut på dato."));
    const scroller = make("div", "picture");
    Object.assign(scroller, { tabIndex: 0, role: "region", ariaLabel: `Bilde av ${title}` });
    const picture = document.createElement("img");
    Object.assign(picture, { src: `/flows/${name}.svg`, alt: `Prosedyren «${title}» som bilde: steg, ansvar og frister.` });
    picture.addEventListener("load", () => picture.classList.toggle("fits", picture.naturalWidth < 1200));
    scroller.append(picture);
    const whole = make("a", "whole", "Åpne bildet i full størrelse");
    Object.assign(whole, { href: picture.src, target: "_blank", rel: "noopener" });
    this["flow-shown"].replaceChildren(heading, make("p", "flow-trigger", trigger), facts, whole, scroller);
  }
}
