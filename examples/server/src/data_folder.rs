//! The data folder: checked first, created and opened only when all other checks have passed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use userpool::sigv4::{AccessPolicy, Credentials};
use userpool::storage::MemoryStorage;
use userpool_sqlite::{OpenError, SqliteStorage};

use crate::{
    credentials::{self, Credential},
    master_key::{self, MasterKey},
    options::Options,
    private_file,
    store::Store,
};

const DATABASE: &str = "users.db";
const MASTER_KEY: &str = "master.key";
const CREDENTIALS: &str = "credentials";
const MESSAGES: &str = "messages.jsonl";

/// This file exists once the database is in use. It distinguishes a lost database from a new folder.
const BEGUN: &str = "users.db.begun";

const BEGUN_TEXT: &str = "\
users.db was begun in this folder. While this file is here, the server does not begin an empty users.db in its place.
To begin anew on purpose, delete this file together with users.db.
";

/// The database of a data folder.
pub(crate) fn database(data: &Path) -> PathBuf {
    data.join(DATABASE)
}

/// A data folder or an empty folder that can become one, or no folder with `--memory`. Nothing was written yet.
pub(crate) struct DataFolder {
    // None: all data is in memory.
    path: Option<PathBuf>,
    // None: messages are printed only.
    messages: Option<PathBuf>,
    master_keys: SecretFile<Vec<MasterKey>>,
    // None: every caller is an administrator.
    credentials: Option<SecretFile<Vec<Credential>>>,
}

/// The parts for building the engine.
pub(crate) struct Opened {
    /// The database.
    pub(crate) storage: Store,
    /// Newest first, at least one.
    pub(crate) master_keys: Vec<MasterKey>,
    /// Who may call administrative operations.
    pub(crate) access: AccessPolicy,
    /// An administrator's credential for this run only, which is in no file.
    pub(crate) made: Option<Credential>,
}

/// A database that is in use, for a sub-command.
pub(crate) struct Existing {
    /// The database.
    pub(crate) storage: Arc<SqliteStorage>,
    /// Newest first, at least one.
    pub(crate) master_keys: Vec<MasterKey>,
}

impl DataFolder {
    /// Checks the folder and the files that the options name. Writes nothing.
    pub(crate) fn look(options: &Options) -> Result<Self, FolderError> {
        if options.memory {
            return Self::none(options);
        }
        let path = absolute(&options.data)?;
        refuse_unless_ours_or_empty(&path)?;

        let master_keys =
            SecretFile::look(options.master_key_file.as_deref(), &path.join(MASTER_KEY), |text| {
                master_key::parse(text).map_err(io::Error::other)
            })?;
        let database = path.join(DATABASE);
        if master_keys.content.is_none() && database.exists() {
            let master_key = options.master_key_file.clone().unwrap_or_else(|| path.join(MASTER_KEY));
            return Err(FolderError::MasterKeyLost { database, master_key });
        }
        if path.join(BEGUN).exists() && fs::metadata(&database).map_or(0, |about| about.len()) == 0 {
            return Err(FolderError::DatabaseLost { database, begun: path.join(BEGUN) });
        }
        let credentials = match options.danger_accept_any_credentials {
            true => None,
            false => {
                let own = path.join(CREDENTIALS);
                Some(SecretFile::look(options.credentials.as_deref(), &own, credentials_of)?)
            }
        };
        let messages = match &options.delivery.messages {
            Some(file) => absolute(file)?,
            None => path.join(MESSAGES),
        };
        Ok(Self { path: Some(path), messages: Some(messages), master_keys, credentials })
    }

    /// No folder: all data in memory, except for files that flags name.
    fn none(options: &Options) -> Result<Self, FolderError> {
        let credentials = match (&options.credentials, options.danger_accept_any_credentials) {
            (_, true) => None,
            (Some(file), false) => Some(SecretFile::look(Some(file), file, credentials_of)?),
            (None, false) => Some(SecretFile::in_memory(credentials_of)),
        };
        Ok(Self {
            path: None,
            messages: options.delivery.messages.as_deref().map(absolute).transpose()?,
            master_keys: SecretFile::in_memory(|text| master_key::parse(text).map_err(io::Error::other)),
            credentials,
        })
    }

    /// Opens the database. Creates the folder and missing files.
    pub(crate) fn open(&self) -> Result<Opened, FolderError> {
        if let Some(path) = &self.path {
            private_file::create_folder(path).map_err(unusable(path))?;
        }
        // The key first, so that a crash cannot leave a database without its key.
        let master_keys = self.master_keys.open(master_key::generate)?;
        let storage = match &self.path {
            Some(path) => Store::File(Arc::new(SqliteStorage::open(path.join(DATABASE))?)),
            None => Store::Memory(Arc::new(MemoryStorage::new())),
        };
        // The credential last, so that the folder stays unchanged if the database is refused.
        let (access, made) = match &self.credentials {
            None => (AccessPolicy::DangerAcceptAny, None),
            Some(file) => {
                let credentials = file.open(credentials::generate)?;
                let made = credentials.first().filter(|_| file.path.is_none()).cloned();
                (AccessPolicy::Keys(accepted(&credentials)), made)
            }
        };
        for path in self.master_keys.path.as_deref().into_iter().chain(self.credentials()) {
            private_file::warn_if_others_may_read(path);
        }
        Ok(Opened { storage, master_keys, access, made })
    }

    /// Opens an existing database for a sub-command. Creates no file.
    pub(crate) fn open_existing(&self) -> Result<Existing, FolderError> {
        let database = database(self.path.as_deref().unwrap_or(Path::new("memory")));
        match &self.master_keys.content {
            Some(master_keys) if database.exists() => Ok(Existing {
                storage: Arc::new(SqliteStorage::open(database)?),
                master_keys: master_keys.clone(),
            }),
            _ => Err(FolderError::NoDatabase { database }),
        }
    }

    /// Records that the database is in use from now on.
    pub(crate) fn mark_as_begun(&self) -> Result<(), FolderError> {
        let Some(path) = self.path.as_ref().map(|path| path.join(BEGUN)) else { return Ok(()) };
        if path.exists() {
            return Ok(());
        }
        match private_file::create(&path, BEGUN_TEXT) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(unusable(&path)(error)),
            _ => Ok(()),
        }
    }

    /// The folder as an absolute path; `None` when all data is in memory.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file of messages; `None` when they are printed only.
    pub(crate) fn messages(&self) -> Option<&Path> {
        self.messages.as_deref()
    }

    /// The credentials file for clients; `None` when there is none or any signature is accepted.
    pub(crate) fn credentials(&self) -> Option<&Path> {
        self.credentials.as_ref()?.path.as_deref()
    }
}

/// A file with secrets. The one in the data folder is made on the first start.
struct SecretFile<T> {
    // None: the content is made for this run and kept in memory.
    path: Option<PathBuf>,
    // None: the file does not exist yet.
    content: Option<T>,
    parse: fn(&str) -> io::Result<T>,
}

impl<T: Clone> SecretFile<T> {
    /// Reads `given`, or without it `own`, which need not exist.
    ///
    /// `given` must exist: new keys for a mistyped name would make all stored secrets unreadable.
    fn look(given: Option<&Path>, own: &Path, parse: fn(&str) -> io::Result<T>) -> Result<Self, FolderError> {
        let path = absolute(given.unwrap_or(own))?;
        let content = match private_file::read(&path).and_then(|text| parse(&text)) {
            Ok(content) => Some(content),
            Err(error) if error.kind() == io::ErrorKind::NotFound && given.is_none() => None,
            Err(error) => return Err(unusable(&path)(error)),
        };
        Ok(Self { path: Some(path), content, parse })
    }

    /// No file.
    fn in_memory(parse: fn(&str) -> io::Result<T>) -> Self {
        Self { path: None, content: None, parse }
    }

    /// The content of the file, which is generated and written if the file did not exist.
    fn open(&self, generate: fn() -> Result<String, getrandom::Error>) -> Result<T, FolderError> {
        if let Some(content) = &self.content {
            return Ok(content.clone());
        }
        let text = generate().map_err(FolderError::Randomness)?;
        let path = self.path.as_deref().unwrap_or(Path::new("memory"));
        let created = match &self.path {
            Some(path) => private_file::create(path, &text),
            None => Ok(()),
        };
        created.and_then(|()| (self.parse)(&text)).map_err(unusable(path))
    }
}

/// Why the data folder, or a file that belongs to it, cannot be used. The texts quote no secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderError {
    #[error("cannot use {path}", path = path.display())]
    Unusable { path: PathBuf, source: io::Error },
    #[error("{path} is not a folder", path = path.display())]
    NotAFolder { path: PathBuf },
    #[error("{path} holds other files and no userpool data; give --data a new or empty folder", path = path.display())]
    NotOurs { path: PathBuf },
    #[error(
        "{database} cannot be opened without the key it was made with; put {master_key} back",
        database = database.display(), master_key = master_key.display()
    )]
    MasterKeyLost { database: PathBuf, master_key: PathBuf },
    #[error(
        "{database} is missing or empty, and it was in use before; put it back, or delete {begun} to begin anew",
        database = database.display(), begun = begun.display()
    )]
    DatabaseLost { database: PathBuf, begun: PathBuf },
    #[error("there is no database {database}", database = database.display())]
    NoDatabase { database: PathBuf },
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the operating system returned no random bytes")]
    Randomness(#[source] getrandom::Error),
}

/// Refuses a folder with other files, so that a mistyped `--data ~` does not create key files in a home folder.
fn refuse_unless_ours_or_empty(path: &Path) -> Result<(), FolderError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unusable(path)(error)),
        Ok(about) if !about.is_dir() => return Err(FolderError::NotAFolder { path: path.to_owned() }),
        Ok(_) => {}
    }
    let mut others = false;
    for entry in fs::read_dir(path).map_err(unusable(path))? {
        let name = entry.map_err(unusable(path))?.file_name();
        match name.to_str() {
            Some(DATABASE | MASTER_KEY | BEGUN) => return Ok(()), // `credentials` alone may be ~/.aws
            Some("lost+found") => {}                              // in the root of an empty volume
            Some(name) if name.starts_with(private_file::DRAFT_PREFIX) => {}
            _ => others = true,
        }
    }
    if others { Err(FolderError::NotOurs { path: path.to_owned() }) } else { Ok(()) }
}

fn credentials_of(text: &str) -> io::Result<Vec<Credential>> {
    credentials::parse(text).map_err(io::Error::other)
}

fn accepted(credentials: &[Credential]) -> Credentials {
    credentials.iter().fold(Credentials::none(), |accepted, credential| {
        accepted.with(credential.id.as_str(), credential.secret.as_str())
    })
}

fn absolute(path: &Path) -> Result<PathBuf, FolderError> {
    std::path::absolute(path).map_err(unusable(path))
}

fn unusable(path: &Path) -> impl FnOnce(io::Error) -> FolderError + use<> {
    let path = path.to_owned();
    move |source| FolderError::Unusable { path, source }
}
