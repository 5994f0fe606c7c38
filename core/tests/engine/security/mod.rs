//! Attacks: hidden existence, limits, hostile input.

mod attacks;
mod existence;
mod hostile_input;
mod limits;
mod readers;
