// Runs before anything is painted: dark or light as the system has it, until the reader chooses.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
  follow();
  dark.addEventListener("change", () => { follow(); window.dispatchEvent(new Event("themechange")); });
})();
