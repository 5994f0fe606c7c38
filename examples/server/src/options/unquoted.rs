//! Values of flags that may hold a password.

use std::ffi::OsStr;

use clap::{Arg, Command, builder::TypedValueParser, error::ErrorKind};

/// Parses a value that error messages must not quote; clap's own messages do.
#[derive(Clone)]
pub(super) struct Unquoted<T>(pub(super) fn(&str) -> Result<T, &'static str>);

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Unquoted<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, flag: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        value.to_str().ok_or("it is not UTF-8").and_then(self.0).map_err(|reason| {
            let flag = flag.map(ToString::to_string).unwrap_or_default();
            let text = format!("invalid value for '{flag}': {reason}");
            clap::Error::raw(ErrorKind::ValueValidation, text).with_cmd(command)
        })
    }
}
