//! Second factors.

mod all;
