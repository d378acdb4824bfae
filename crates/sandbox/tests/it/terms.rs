//! What time does: terms are renewed or expire, refund windows close, entitlements end, each at its moment.

mod ends;
mod entitled;
mod leaps;
mod scene;
mod trials;
