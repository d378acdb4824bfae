//! Filters as tables of cases.
