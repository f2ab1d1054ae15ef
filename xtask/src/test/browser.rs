//! The pages in a real Chromium, and the exercises in Firefox and WebKitGTK, too, served by a real
//! server on a real Kafka (on the simulated cluster if there is none). The suite in `e2e/` starts
//! and stops the server itself.

use std::{fs, path::Path, process::Command};

use anyhow::Result;

use super::{Skipped, rust};
use crate::{kafka_jars, machine::Component, process, web, workspace};

pub(super) fn tests() -> Result<Skipped> {
    let found = (Component::Node.find_or_install(), Component::Chromium.find_or_install());
    let (node, chromium) = match found {
        (Ok(node), Ok(chromium)) => (node, chromium),
        (Err(why), _) | (_, Err(why)) => return Ok(vec![format!("{why:#}")]),
    };
    let suite = workspace::root().join("e2e");
    install(&suite)?;
    web::build(web::Profile::WasmRelease)?;
    // Built with the tests, as in `build`: the server's features alone would compile most crates a
    // second time.
    rust::build()?;

    let kafka = Component::Java.find_or_install().and_then(|_| kafka_jars::fetch());
    let node = |program: &str| {
        let mut node = Command::new(&node);
        node.current_dir(&suite).arg(suite.join("node_modules").join(program));
        node
    };
    process::succeed(node("typescript/bin/tsc").arg("--noEmit"))?;
    // Playwright itself and not `npx`, so that a stop reaches it and its exit code is ours.
    let mut playwright = node("@playwright/test/cli.js");
    playwright
        .arg("test")
        .env("BITACORA_SERVER", workspace::server())
        .env("BITACORA_ASSETS", workspace::dist())
        .env("BITACORA_CONTENT", workspace::root().join("lessons/content"))
        .env("BITACORA_CHROMIUM", chromium);
    let mut skipped = Skipped::new();
    match kafka {
        Ok(libs) => {
            playwright.env("BITACORA_BROKER", "local").env("BITACORA_KAFKA_LIBS", libs);
        }
        Err(why) => {
            playwright.env("BITACORA_BROKER", "simulated");
            skipped.push(format!("real Kafka: {why:#}"));
        }
    }
    for (component, variable) in
        [(Component::Firefox, "BITACORA_FIREFOX"), (Component::WebKit, "BITACORA_WEBKIT_DRIVER")]
    {
        match component.find_or_install() {
            Ok(program) => {
                playwright.env(variable, program);
            }
            Err(why) => skipped.push(format!("{why:#}")),
        }
    }
    process::succeed(&mut playwright)?;
    Ok(skipped)
}

/// Installs the suite's packages if the lock file has changed since the last time.
pub(crate) fn install(suite: &Path) -> Result<()> {
    let lock = fs::read(suite.join("package-lock.json"))?;
    let installed = suite.join("node_modules/.installed-lock");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.current_dir(suite).args(["ci", "--no-audit", "--no-fund"]);
    // The machine's own Chromium is used.
    process::succeed(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    fs::write(installed, lock)?;
    Ok(())
}
