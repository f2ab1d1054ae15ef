// Runs before the first paint. Puts the chosen theme on <html>, so that a dark page never flashes white;
// the key and its values are those of src/theme.rs. Then says there, as `data-boot`, how far the compiled
// frontend is: the served page shows the sentence that belongs to it (style/base.css).
const root = document.documentElement;
try {
  const theme = localStorage.getItem("bitacora.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's own theme then stands.
}

root.dataset.boot = "starting";
setTimeout(() => {
  if (root.dataset.boot === "starting") root.dataset.boot = "late";
}, 8000);
