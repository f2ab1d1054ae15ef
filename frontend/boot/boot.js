// Starts the compiled frontend. A module of its own because the page's policy allows no inline script. What
// keeps it from starting (no WebAssembly, a file that does not come) is said on the page, not only in the
// console.
try {
  const { default: init } = await import("./frontend.js");
  await init({ module_or_path: new URL("./frontend_bg.wasm", import.meta.url) });
} catch (error) {
  document.documentElement.dataset.boot = "failed";
  throw error;
}
