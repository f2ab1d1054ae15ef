// Starts the compiled frontend. A module of its own because the page's policy allows no inline script.
import init from "./frontend.js";

await init({ module_or_path: new URL("./frontend_bg.wasm", import.meta.url) });
