// Runs before the first paint: puts the chosen theme on <html>, so that a dark page never flashes white.
// The key and its values are those of src/theme.rs.
try {
  const theme = localStorage.getItem("bitacora.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's own theme then stands.
}
