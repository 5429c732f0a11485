// «Prøv dette»: the steps of a scene, each of which notices by itself when it is done.

import { make } from "/demo/bubble.js";

export class Tour {
  constructor(root, act, showPhone, phones) {
    Object.assign(this, { root, act, showPhone, phones, chosen: null, steps: [] });
    for (const name of ["stepper", "now", "go"]) this[name] = root.querySelector(`.${name}`);
    this.go.addEventListener("click", () => this.run(this.steps[this.shown()]));
    const watch = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) this.saw("inside"); }, { threshold: 0.3 });
    watch.observe(document.querySelector(".views"));
  }

  // Tells another scene from where it was left.
  tell(scene) {
    Object.assign(this, { scene, steps: scene.steps, memory: {}, chosen: null });
    this.done = new Set(JSON.parse(sessionStorage.getItem(`tour-${scene.id}`) ?? "[]"));
    this.root.querySelector(".tour-length").textContent = scene.length;
    this.root.style.setProperty("--steps", this.steps.length);
    this.stepper.replaceChildren();
    this.buttons = this.steps.map((step, index) => this.build(step, index));
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
  shown() { return this.chosen ?? this.steps.findIndex((_, index) => !this.done.has(index)); }

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
    if (step.buzz) { phone.lock.buzz(); this.saw("unlocked", { phone: step.phone }); }
  }

  saw(what, detail = {}) { if (this.scene) this.scene.saw(this, what, detail); }

  finish(index) {
    if (this.done.has(index)) return;
    this.done.add(index);
    if (this.chosen === index) this.chosen = null;
    sessionStorage.setItem(`tour-${this.scene.id}`, JSON.stringify([...this.done]));
    this.draw();
  }

  forget() { if (this.scene) this.tell(this.scene); }

  draw() {
    const shown = this.shown();
    this.buttons.forEach((button, index) => {
      button.classList.toggle("done", this.done.has(index));
      button.classList.toggle("shown", index === shown);
      if (index === shown) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.lastElementChild.textContent = this.done.has(index) ? " (gjort)" : "";
    });
    const step = this.steps[shown];
    this.now.textContent = step?.text ?? this.scene.end;
    this.now.dataset.title = step?.title ?? "";
    this.go.hidden = !step;
    this.go.textContent = step?.action ?? "";
  }
}
