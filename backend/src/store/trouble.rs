//! Why a database cannot be used: a sentence with the next step for whoever starts the program, and
//! the error itself for the log. What helps a damaged file does not help a full disk.

use std::{io, path::Path};

use api::text::Text;
use sqlx::migrate::MigrateError;

use super::Error;

/// Where the database is.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    File(&'a Path),
    /// At `DATABASE_URL`, which holds a password and is not shown.
    Postgres,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Another server has it.
    Taken,
    Damaged,
    /// The file is not a SQLite database.
    NotADatabase,
    DiskFull,
    /// No permission to write.
    Denied,
    /// PostgreSQL is read-only: a standby, or one that is configured so.
    ReadOnly,
    /// Another program holds the write lock for too long.
    Locked,
    /// Its schema is of a version that this program does not know.
    Newer,
    /// A move into it was not finished.
    HalfMoved,
    /// PostgreSQL does not answer.
    Away,
    /// PostgreSQL refuses the user or the password.
    WrongLogin,
    /// PostgreSQL has no database of this name.
    NoSuchDatabase,
    Unknown,
}

impl Trouble {
    pub fn of(error: &Error) -> Self {
        match error {
            Error::Taken | Error::NotHeld => Self::Taken,
            Error::HalfMoved => Self::HalfMoved,
            Error::TooSlow(_) => Self::Away,
            Error::Damaged(_) => Self::Damaged,
            Error::File(error) => Self::of_file(error),
            Error::Database(error)
            | Error::Migration(
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
            ) => Self::of_database(error),
            Error::Migration(
                MigrateError::VersionMissing(_)
                | MigrateError::VersionMismatch(_)
                | MigrateError::VersionTooNew(..),
            ) => Self::Newer,
            Error::Migration(_) | Error::Unreadable { .. } => Self::Unknown,
        }
    }

    fn of_file(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::Denied,
            _ => Self::Unknown,
        }
    }

    fn of_database(error: &sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        match (error, code.as_deref()) {
            (_, Some(code)) if code.len() == 5 => Self::of_sqlstate(code),
            (_, Some(code)) => code.parse().map_or(Self::Unknown, Self::of_sqlite),
            (sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut, None) => Self::Away,
            _ => Self::Unknown,
        }
    }

    /// SQLite's result codes; the upper bytes of an extended code only add detail.
    fn of_sqlite(code: u32) -> Self {
        // SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log.
        const NO_ROOM_FOR_SHM: u32 = 10 | (19 << 8);
        match code {
            NO_ROOM_FOR_SHM => Self::DiskFull,
            code => match code & 0xff {
                11 => Self::Damaged,
                26 => Self::NotADatabase,
                13 => Self::DiskFull,
                3 | 8 | 14 | 23 => Self::Denied,
                5 | 6 => Self::Locked,
                _ => Self::Unknown,
            },
        }
    }

    /// By PostgreSQL's SQLSTATE, five characters.
    fn of_sqlstate(code: &str) -> Self {
        match code {
            "28000" | "28P01" => Self::WrongLogin,
            "3D000" => Self::NoSuchDatabase,
            "42501" => Self::Denied,
            "25006" => Self::ReadOnly,
            "53100" => Self::DiskFull,
            "55P03" => Self::Locked,
            // Among them too many connections, and a statement that took too long.
            "53300" | "57014" => Self::Away,
            code if code.starts_with("57P") || code.starts_with("08") => Self::Away,
            code if code.starts_with("XX") => Self::Damaged,
            _ => Self::Unknown,
        }
    }

    /// Whether PostgreSQL may be usable a little later without anybody's help.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Away | Self::ReadOnly | Self::Locked)
    }

    /// Whether reading still works.
    pub const fn takes_only_reads(self) -> bool {
        matches!(self, Self::ReadOnly | Self::Denied | Self::DiskFull)
    }

    /// What happened and what to do next.
    pub fn text(self, place: Place<'_>) -> Text {
        let text = |es: &str, en: &str| {
            let named = |text: &str, postgres: &str| match place {
                Place::File(path) => text.replace("{}", &path.display().to_string()),
                Place::Postgres => text.replace("{}", postgres),
            };
            Text::new(named(es, "de PostgreSQL en DATABASE_URL"), named(en, "at DATABASE_URL"))
        };
        match (self, place) {
            (Self::Taken, Place::File(_)) => text(
                "Otra Bitácora ya usa la base de datos {}. Ciérrala, o elige otra carpeta con --data.",
                "Another Bitácora already uses the database {}. Close it, or choose another folder with --data.",
            ),
            (Self::Taken, Place::Postgres) => text(
                "Otra Bitácora ya usa la base de datos {}. Ciérrala, o pon ahí otra base de datos.",
                "Another Bitácora already uses the database {}. Close it, or name another database there.",
            ),
            (Self::Damaged, _) => text(
                "La base de datos {} está dañada. Sustitúyela por una copia de seguridad; si no la hay, apártala (un archivo, junto con los que terminan en -wal y -shm) y se hará una vacía.",
                "The database {} is damaged. Put a backup in its place; if there is none, move it away (a file together with those that end in -wal and -shm), and an empty one will be made.",
            ),
            (Self::NotADatabase, _) => text(
                "El archivo {} no es una base de datos, o está dañado. Sustitúyelo por una copia de seguridad; si no la hay, muévelo a otro sitio y se hará una base vacía.",
                "The file {} is no database, or it is damaged. Put a backup in its place; if there is none, move it away, and an empty database will be made.",
            ),
            (Self::DiskFull, _) => text(
                "No queda espacio en el disco para la base de datos {}. Libera espacio y arranca de nuevo.",
                "There is no space left on the disk for the database {}. Free some and start again.",
            ),
            (Self::Denied, _) => text(
                "La base de datos {} no se puede abrir para escribir. Revisa de quién es, sus permisos y si su disco está montado solo para leer.",
                "The database {} cannot be opened for writing: look at its owner, its permissions and whether its disk is mounted to be read only.",
            ),
            (Self::ReadOnly, _) => text(
                "La base de datos {} solo se deja leer. Si es una réplica, haz que pase a ser la principal; si no, quita default_transaction_read_only.",
                "The database {} takes only reads: if it is a standby, promote it; if not, turn default_transaction_read_only off.",
            ),
            // Opening a file fails at once, unless somebody has locked it.
            (Self::Locked, _) | (Self::Away, Place::File(_)) => text(
                "Otro programa tiene bloqueada la base de datos {}. Espera a que termine, o ciérralo, y arranca de nuevo.",
                "Another program has locked the database {}. Wait for it to end, or close it, and start again.",
            ),
            (Self::Newer, _) => text(
                "Una Bitácora más nueva ha cambiado la base de datos {}. Actualiza este programa, o vuelve a una copia de seguridad de antes.",
                "A newer Bitácora has changed the database {}. Update this program, or go back to a backup from before.",
            ),
            (Self::HalfMoved, _) => text(
                "El traslado a la base de datos {} quedó a medias. Repite `bitacora move` con las mismas direcciones: sigue donde se quedó.",
                "The move to the database {} is half done. Run `bitacora move` again with the same addresses: it goes on where it was.",
            ),
            (Self::Away, Place::Postgres) => text(
                "La base de datos {} no responde. Comprueba que está en marcha y que la dirección es correcta.",
                "The database {} does not answer: see that it runs and that the address is right.",
            ),
            (Self::WrongLogin, _) => text(
                "La base de datos {} no admite a ese usuario con esa contraseña. Corrígelos en la dirección.",
                "The database {} does not take that user with that password. Correct them in the address.",
            ),
            (Self::NoSuchDatabase, _) => text(
                "La base de datos {} no existe. Créala con createdb, o corrige su nombre en la dirección.",
                "The database {} does not exist. Make it with createdb, or correct its name in the address.",
            ),
            (Self::Unknown, _) => text(
                "La base de datos {} no se puede abrir. La causa es la que sigue.",
                "The database {} cannot be opened. What follows is the cause.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::Store;

    async fn trouble(path: &Path) -> Trouble {
        Trouble::of(&Store::open_sqlite(path).await.expect_err("it cannot be opened"))
    }

    #[tokio::test]
    async fn each_fault_of_a_file_has_advice_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bitacora.sqlite");
        fs::write(&path, "no database at all, but long enough to be looked at. ".repeat(100))
            .unwrap();
        assert_eq!(trouble(&path).await, Trouble::NotADatabase);

        fs::remove_file(&path).unwrap();
        let store = Store::open_sqlite(&path).await.unwrap();
        let Store::Sqlite { writer, .. } = &store else { unreachable!() };
        sqlx::query("INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1")
            .execute(writer)
            .await
            .unwrap();
        store.close().await;
        assert_eq!(trouble(&path).await, Trouble::Newer);

        // Keeps the header and overwrites the page of the schema.
        let mut bytes = fs::read(&path).unwrap();
        bytes[100..3000].fill(7);
        let damaged = folder.path().join("damaged.sqlite");
        fs::write(&damaged, bytes).unwrap();
        assert_eq!(trouble(&damaged).await, Trouble::Damaged);

        let folder = folder.path().join("missing/bitacora.sqlite");
        assert_eq!(trouble(&folder).await, Trouble::Unknown);
    }

    #[test]
    fn codes_are_told_apart() {
        let kind = |kind: io::ErrorKind| Trouble::of(&Error::File(kind.into()));
        assert_eq!(kind(io::ErrorKind::PermissionDenied), Trouble::Denied);
        assert_eq!(kind(io::ErrorKind::StorageFull), Trouble::DiskFull);
        let sqlite = |code| Trouble::of_sqlite(code);
        assert_eq!(sqlite(13), Trouble::DiskFull);
        // SQLITE_READONLY_DBMOVED, SQLITE_BUSY_SNAPSHOT, SQLITE_CORRUPT_INDEX.
        assert_eq!(
            [1032, 517, 779].map(sqlite),
            [Trouble::Denied, Trouble::Locked, Trouble::Damaged]
        );
        let postgres = |code| Trouble::of_sqlstate(code);
        assert_eq!(postgres("28P01"), Trouble::WrongLogin);
        assert_eq!(postgres("3D000"), Trouble::NoSuchDatabase);
        assert_eq!(["57P03", "57014", "08006"].map(postgres), [Trouble::Away; 3]);
        assert_eq!(postgres("25006"), Trouble::ReadOnly);
    }

    #[test]
    fn what_waiting_does_not_help_is_not_waited_for() {
        for trouble in
            [Trouble::WrongLogin, Trouble::NoSuchDatabase, Trouble::Taken, Trouble::Denied]
        {
            assert!(!trouble.may_pass(), "{trouble:?}");
        }
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert!(Trouble::of(&Error::Database(refused.into())).may_pass());
    }

    #[test]
    fn the_sentence_names_the_file() {
        let text = Trouble::Damaged.text(Place::File(Path::new("/data/b.sqlite")));
        assert!(text.es.contains("/data/b.sqlite está dañada"), "{text:?}");
        assert!(text.en.contains("backup"), "{text:?}");
    }
}
