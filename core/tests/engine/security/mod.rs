//! Attacks, and what must not be possible.

mod attacks;
mod existence;
mod hostile_input;
mod limits;
mod readers;
