//! User administration.

mod admin;
mod all;
mod names;
