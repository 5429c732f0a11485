// The scenes of the page: which phones stand on it, what is tried, and what the key beside the database opens.

import { DECLARATION } from "/demo/declaration.js";
import { MEETING } from "/demo/meeting.js";

const FLOWS = {
  id: "prosedyrene",
  title: "Prosedyrene",
  lead: "Alt de ansatte ledes gjennom, steg for steg: hvem som gjør hva, og når det haster.",
};
const ALL = [DECLARATION, MEETING, FLOWS];

export class Scenes {
  // `change` is told which scene to show, and whether it is one with phones.
  constructor(nav, change) {
    Object.assign(this, { nav, change });
    this.links = new Map(ALL.map((scene) => [scene.id, this.build(scene)]));
    nav.append(...this.links.values());
    addEventListener("hashchange", () => this.go());
  }

  build({ id, title }) {
    const link = document.createElement("a");
    Object.assign(link, { href: `#${id}`, textContent: title });
    return link;
  }

  // The scene that the address names, or else the one that was left, or the first.
  go() {
    const name = location.hash.slice(1).split("/")[0];
    const kept = sessionStorage.getItem("scene");
    const scene = ALL.find(({ id }) => id === name) ?? this.now ?? ALL.find(({ id }) => id === kept) ?? DECLARATION;
    if (scene === this.now) return;
    this.now = scene;
    sessionStorage.setItem("scene", scene.id);
    for (const [id, link] of this.links) {
      if (id === scene.id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.change(scene, Boolean(scene.phones));
  }

  // Everyone who stands on the page, with the first scene's words for them.
  static owners() { return { ...MEETING.phones, ...DECLARATION.phones }; }
}
