// Runs before the page is painted, so that it never flashes in the wrong colours.
(() => {
  const chosen = localStorage.getItem("havn-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
