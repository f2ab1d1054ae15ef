// On a server that was started with --watch: loads the page again when the course has changed. The page
// then comes back where it was read, with what was typed.
new EventSource("/api/course/changes").addEventListener("message", () => location.reload());
