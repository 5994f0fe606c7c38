//! Devices.

mod all;
