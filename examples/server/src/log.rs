//! Structured lines on standard error. What is logged never holds a body, a header value or a query string.

use std::io;

use tracing::level_filters::LevelFilter;

use crate::options::LogLevel;

/// Sends what the server and the engine log to standard error from now on.
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
        // It reports a closed standard error by panicking on standard error.
        .log_internal_errors(false)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may quote a value, so only its place is logged.
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
        // Some errors repeat their cause in their own text.
        if !line.contains(&text) {
            line = format!("{line}: {text}");
        }
        cause = error.source();
    }
    line
}
