//! Structured log lines on standard error. They contain no body, header value or query string.

use std::io;

use tracing::level_filters::LevelFilter;

use crate::options::LogLevel;

/// From now on, writes log lines of the server and the engine to standard error.
pub(crate) fn install(level: LogLevel) {
    let level = match level {
        LogLevel::Off => return,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_target(false)
        // Otherwise a closed standard error would cause a panic.
        .log_internal_errors(false)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may quote a secret, so only its place is logged.
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a thread panicked");
    }));
}

/// The error and its causes as one line.
pub(crate) fn line(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        // Some errors already contain the text of their cause.
        if !line.contains(&text) {
            line = format!("{line}: {text}");
        }
        cause = error.source();
    }
    line
}
