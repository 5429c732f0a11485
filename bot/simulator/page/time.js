// Times as people in Norway read them, and the demo's clock, which goes on by itself between two words from the program.

const zone = { timeZone: "Europe/Oslo" };
const clock = new Intl.DateTimeFormat("nb-NO", { ...zone, hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("nb-NO", { ...zone, weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat("nb-NO", { ...zone, weekday: "short", day: "numeric", month: "long", year: "numeric" });

export const hour = (at) => clock.format(new Date(at));
export const dayOf = (at) => day.format(new Date(at));
export const dateOf = (at) => full.format(new Date(at));

let told = Date.now();
let since = performance.now();

export function setNow(iso) {
  told = Date.parse(iso);
  since = performance.now();
}

export const now = () => told + performance.now() - since;
