// «Prøv dette»: six steps, each of which notices by itself when it is done.

import { make } from "/demo/bubble.js";

const STEPS = [
  {
    title: "Den unge sier fra",
    text: "Boten har et nøytralt navn, så den ikke røper noe. Svar «Nei» på om du er trygg, så blir saken rød.",
    action: "Skriv /start som den unge", phone: "young", say: "/start",
  },
  {
    title: "Vakta varsles",
    text: "Vakta får vite det før den unge er ferdig. Den låste telefonen viser nivå, referanse og alder. Ikke ett ord av svarene.",
    action: "Vis varselet", phone: "duty",
  },
  {
    title: "Ingen svarer",
    text: "Flytt klokka 15 minutter fram uten at noen tar saken. Da ringer det hos neste i rekka, så hos alle, til noen svarer.",
    action: "Flytt klokka 15 minutter", phone: "second", step: "15m",
  },
  {
    title: "Noen tar saken",
    text: "Trykk på «Jeg tar den» hos vakta eller bakvakta. Den andre ser med én gang hvem som har saken.",
    action: "Lås opp bakvakta", phone: "second", unlock: true,
  },
  {
    title: "Hva databasen ser",
    text: "Svar gjerne ferdig som den unge først. I databasen ligger bare kryptert tekst. Ved siden av: det nøkkelen åpner.",
    action: "Vis de to blikkene", view: true,
  },
  {
    title: "Prøv STOPP",
    text: "Noen kommer inn i rommet. Skriv STOPP som den unge: Alt følsomt forsvinner, og en uskyldig linje blir stående.",
    action: "Skriv STOPP som den unge", phone: "young", say: "STOPP",
  },
];
const TAKE = /^take\b/;
const END = "Du har sett hele veien. Skriv /start som den unge igjen, eller som den ansatte, som melder for en elev.";

export class Tour {
  constructor(root, act, showPhone, phones) {
    Object.assign(this, { act, showPhone, phones, chosen: null });
    for (const name of ["stepper", "now", "go"]) this[name] = root.querySelector(`.${name}`);
    this.done = new Set(JSON.parse(sessionStorage.getItem("tour") ?? "[]"));
    this.buttons = STEPS.map((step, index) => this.build(step, index));
    this.go.addEventListener("click", () => this.run(STEPS[this.shown()]));
    const watch = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) this.saw("inside"); }, { threshold: 0.3 });
    watch.observe(document.querySelector(".views"));
    this.draw();
  }

  build(step, index) {
    const item = make("li", "step");
    const button = make("button", "");
    button.type = "button";
    button.append(make("span", "number", String(index + 1)), make("span", "step-title", step.title), make("span", "quiet"));
    button.addEventListener("click", () => { this.chosen = index; this.draw(); });
    item.append(button);
    this.stepper.append(item);
    return button;
  }

  // The step that is shown: the one that was chosen, or else the first that is not done.
  shown() { return this.chosen ?? STEPS.findIndex((_, index) => !this.done.has(index)); }

  run(step) {
    if (step.view) {
      document.getElementById("inside").scrollIntoView({ block: "start" });
      document.getElementById("inside").focus({ preventScroll: true });
      return;
    }
    this.showPhone(step.phone);
    const phone = this.phones.get(step.phone);
    if (step.unlock || step.say) phone.lock.set(false, true);
    if (step.say) { phone.focusWanted = true; phone.send(step.say); }
    if (step.step) this.act("clock", { step: step.step });
    if (step.phone === "duty") { phone.lock.buzz(); this.saw("unlocked", { phone: "duty" }); }
  }

  // What happened is told here; a step that waited for it is done.
  saw(what, detail = {}) {
    const { phone, message, text = "" } = detail;
    const news = what === "sent" && !message.mine;
    if (what === "say" && phone === "young") this.said = text;
    if (what === "clock") this.moved = true;
    if (what === "clock" && this.done.has(0)) this.finish(1);
    if (news && phone === "duty" && this.said) this.finish(0);
    if (what === "unlocked" && phone === "duty" && this.done.has(0)) this.finish(1);
    if (news && phone === "second" && this.moved && this.done.has(1)) this.finish(2);
    if (what === "tap" && TAKE.test(detail.data)) for (const step of [1, 2, 3]) this.finish(step); // Once taken, none is late.
    if (what === "inside" && this.done.has(0)) this.finish(4);
    if (what === "deleted" && phone === "young" && /^\/?stop+/i.test(this.said ?? "")) this.finish(5);
  }

  finish(index) {
    if (this.done.has(index)) return;
    this.done.add(index);
    if (this.chosen === index) this.chosen = null;
    sessionStorage.setItem("tour", JSON.stringify([...this.done]));
    this.draw();
  }

  forget() {
    this.done.clear();
    Object.assign(this, { said: "", moved: false, chosen: null });
    this.draw();
  }

  draw() {
    const shown = this.shown();
    this.buttons.forEach((button, index) => {
      button.classList.toggle("done", this.done.has(index));
      button.classList.toggle("shown", index === shown);
      if (index === shown) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.lastElementChild.textContent = this.done.has(index) ? " (gjort)" : "";
    });
    const step = STEPS[shown];
    this.now.textContent = step?.text ?? END;
    this.now.dataset.title = step?.title ?? "";
    this.go.hidden = !step;
    this.go.textContent = step?.action ?? "";
  }
}
