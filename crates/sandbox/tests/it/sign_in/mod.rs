//! People sign in by browser and by device code; the pages are driven as a browser would.

mod browser;
mod codes;
mod devices;
mod pages;
mod processes;
mod taken_back;
mod waiting;
