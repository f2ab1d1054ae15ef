//! `bitacora backup`: a consistent copy of the SQLite file, also while a server writes to it. The
//! copy is written beside its destination, checked, and only then renamed, so it is complete or
//! absent.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use clap::Args;

use crate::{data_folder, store::copy, terminal};

#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Folder of the database file.
    #[arg(long, env = "BITACORA_DATA", default_value = ".bitacora")]
    pub data: PathBuf,
    /// The file to write. An existing file is never replaced.
    #[arg(long)]
    pub to: PathBuf,
}

pub fn run(options: &Options) -> ExitCode {
    data_folder::make_files_private();
    terminal::run(async {
        let runs = back_up(&data_folder::database(&options.data), &options.to).await?;
        println!("{}: {runs} runs", options.to.display());
        Ok(())
    })
}

/// Returns how many runs are in the copy.
async fn back_up(database: &Path, to: &Path) -> anyhow::Result<i64> {
    if !database.is_file() {
        bail!(
            "there is no database {}: name its folder with --data (for PostgreSQL there is pg_dump)",
            database.display()
        );
    }
    if to.exists() {
        bail!("{} is there already: name another file", to.display());
    }
    let name = to.file_name().context("--to names no file")?.to_string_lossy();
    let half = to.with_file_name(format!("{name}.half"));
    remove(&half)?;
    let copied = async {
        let path = half.to_str().context("the path of --to has to be UTF-8")?;
        copy::write(database, path)
            .await
            .context("the copy could not be written: look at its folder and at the free space")?;
        copy::look_through(&half).await.context("the database is damaged, and so would the copy be")
    };
    let runs = match copied.await {
        Ok(runs) => runs,
        Err(error) => {
            remove(&half)?;
            return Err(error);
        }
    };
    let kept = || {
        File::open(&half)?.sync_all()?;
        fs::rename(&half, to)?;
        // Syncs the folder, so that the file's name survives a crash, too.
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    kept().with_context(|| format!("{} could not be kept", to.display()))?;
    Ok(runs)
}

fn remove(file: &Path) -> anyhow::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} is in the way", file.display()))
        }
        _ => Ok(()),
    }
}
