//! Exports and imports of pools.

use std::{cell::RefCell, fmt, rc::Rc};

use js_sys::Uint8Array;
use userpool::transfer::{
    self, Existing, ExportError, ExportOptions, ImportError, ImportOptions, Imported, Pools,
};
use wasm_bindgen::prelude::*;

use crate::{
    Call, Engine,
    host::{bytes, member, number, object},
    host_calls::{HostCall, HostCalls},
    moment, refused,
};

/// An export in progress.
#[wasm_bindgen]
pub struct Export {
    stage: Rc<RefCell<Stage>>,
}

enum Stage {
    /// The key is derived at the first call, which has a moment.
    First(userpool::Engine, ExportOptions),
    Lines(Box<transfer::Export>),
    /// A call is running, or the export has ended.
    Taken,
}

#[wasm_bindgen]
impl Engine {
    /// Prepares an export of one pool, or of all.
    #[wasm_bindgen(js_name = exportPools)]
    pub fn export(&self, pool_id: Option<String>, passphrase: Option<String>) -> Export {
        let options = ExportOptions { pools: pool_id.map_or(Pools::All, Pools::One), passphrase };
        Export { stage: Rc::new(RefCell::new(Stage::First(self.engine.clone(), options))) }
    }

    /// Begins to import a file. The host function `read` gives its pieces, each as `{now, seed, piece}`: `now` and `seed` are as
    /// those of a call, and without `piece` the file has ended. After `null` nothing more is imported. The outcome is
    /// `{imported}`, `{line, message}` for a line that is refused, `{line, cause}` for an error `{name, message}` of the engine, or
    /// `{}` after `null`.
    #[wasm_bindgen(js_name = importFile)]
    pub fn import(
        &self,
        now_millis: f64,
        seed: &[u8],
        keep: bool,
        passphrase: Option<String>,
        check_only: bool,
    ) -> Call {
        let existing = if keep { Existing::Keep } else { Existing::Refuse };
        let mut import = self.engine.import(ImportOptions { existing, passphrase, check_only });
        Call::begin(now_millis, seed, async move {
            let outcome = loop {
                match read().await {
                    Ok(Some(piece)) => {
                        if let Err(error) = import.push(&piece).await {
                            break Err(error);
                        }
                    }
                    Ok(None) => break import.finish().await,
                    Err(SourceFailed) => return object([]),
                }
            };
            match outcome {
                Ok(imported) => object([("imported", counted(&imported))]),
                Err(error) => told(&error),
            }
        })
    }
}

#[wasm_bindgen]
impl Export {
    /// Begins to write the next lines. The outcome is `{lines}`, `{}` at the end of the file, or `{name, message}`.
    pub fn next(&self, now_millis: f64, seed: &[u8]) -> Call {
        let stage = Rc::clone(&self.stage);
        Call::begin(now_millis, seed, async move {
            let mut export = match stage.replace(Stage::Taken) {
                Stage::First(engine, options) => match engine.export(&options) {
                    Ok(export) => Box::new(export),
                    Err(ExportError::Engine(error)) => return refused(&error),
                    Err(error) => return object([("message", error.to_string().into())]),
                },
                Stage::Lines(export) => export,
                Stage::Taken => return object([]),
            };
            match export.next().await {
                Ok(Some(lines)) => {
                    stage.replace(Stage::Lines(export));
                    object([("lines", Uint8Array::from(&*lines).into())])
                }
                Ok(None) => object([]),
                Err(error) => refused(&error),
            }
        })
    }
}

/// The host could not read the file.
struct SourceFailed;

/// The next piece of a file; `None` at its end. Sets the moment for what follows.
async fn read() -> Result<Option<Vec<u8>>, SourceFailed> {
    let answer = HostCall::new("read", JsValue::UNDEFINED).await.map_err(|_| SourceFailed)?;
    let now = member(&answer, "now").and_then(|now| now.as_f64()).ok_or(SourceFailed)?;
    HostCalls::set_moment(moment(now, &bytes(&answer, "seed").ok_or(SourceFailed)?));
    Ok(bytes(&answer, "piece"))
}

fn told(error: &ImportError) -> JsValue {
    match error {
        ImportError::Line { line, .. } => {
            object([("line", number(*line)), ("message", error.to_string().into())])
        }
        ImportError::Engine { line, error } => object([("line", number(*line)), ("cause", refused(error))]),
        other => object([("message", other.to_string().into())]),
    }
}

fn counted(imported: &Imported) -> JsValue {
    object([
        ("pools", number(imported.pools)),
        ("clients", number(imported.clients)),
        ("groups", number(imported.groups)),
        ("users", number(imported.users)),
        ("others", number(imported.others)),
        ("kept", number(imported.kept)),
        ("resumed", number(imported.resumed)),
    ])
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Export")
    }
}
