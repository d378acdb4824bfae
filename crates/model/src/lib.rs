//! The Partner Center REST API as types.
//!
//! One line per operation, the resources that requests and answers carry, and the documented error codes. No I/O: the
//! sandbox serves these operations and the client `partner-center` calls them, and neither repeats the other.
//!
//! Layout:
//! - [`operation`]: what an operation is, and the table's macro
//! - [`read`]: the tolerant reader of what clients send
//! - [`errors`]: the documented error codes
//! - [`all`]: every operation of every area
//! - a module per area of the API: its resources and its lines of the table

pub mod cloud;
pub mod operation;
