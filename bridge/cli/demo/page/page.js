/** Two tabs on narrow screens (WAI-ARIA tabs, automatic activation); wide screens show both sides at once. */

const tabs = [...document.querySelectorAll("[role=tab]")];

function choose(chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).classList.toggle("behind", !isChosen);
  }
}

function step(event) {
  const forward = getComputedStyle(document.body).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  if (event.key !== forward && event.key !== back) return;
  const next = tabs[(tabs.indexOf(event.currentTarget) + 1) % tabs.length];
  choose(next);
  next.focus();
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", step);
}
choose(tabs[0]);

const own = document.querySelector(".own");
const fold = () => own.removeAttribute("open");
document.addEventListener("click", (event) => own.contains(event.target) || fold());
document.addEventListener("keydown", (event) => event.key === "Escape" && fold());
window.addEventListener("blur", fold);
