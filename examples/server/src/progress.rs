//! The progress of a long command, on standard error if that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar with the rate and the time left.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Counts `what`, of which about `total` are expected.
    pub(crate) fn of(what: &str, total: u64) -> Self {
        let template =
            format!("{{wide_bar}} {{human_pos}} of {{human_len}} {what}, {{per_sec}}, {{eta}} left");
        Self::with(&template, total)
    }

    /// Counts `what`, of which nobody knows how many there are.
    pub(crate) fn counting(what: &str) -> Self {
        Self::with(&format!("{{spinner}} {{human_pos}} {what}, {{per_sec}}"), 0)
    }

    /// Counts the bytes of a file.
    pub(crate) fn of_bytes(total: u64) -> Self {
        Self::with(
            "{wide_bar} {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left",
            total,
        )
    }

    fn with(template: &str, total: u64) -> Self {
        let bar = ProgressBar::new(total);
        // The template is a constant, so it is valid; otherwise the default bar is shown.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn reached(&self, position: u64) {
        self.0.set_position(position);
    }

    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}
