//! The machine on which it is measured.

use std::{fs, path::Path};

/// What one should know of it.
pub(crate) fn facts(directory: &Path) -> Vec<(&'static str, String)> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned());
        value.unwrap_or_else(|| "unknown".to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    vec![
        ("processor", field(&read("/proc/cpuinfo"), "model name")),
        ("cores", cores.to_string()),
        ("memory", field(&read("/proc/meminfo"), "MemTotal")),
        ("system", format!("{} {}", read("/proc/sys/kernel/ostype").trim(), read("/proc/sys/kernel/osrelease").trim())),
        ("file system", file_system(directory, &read("/proc/mounts"))),
        ("backlot", env!("CARGO_PKG_VERSION").to_owned()),
    ]
}

/// The kind of file system that a directory is on: the longest place of a mount that is above it says.
fn file_system(directory: &Path, mounts: &str) -> String {
    let mount = |line: &str| {
        let mut fields = line.split(' ').skip(1);
        Some((fields.next()?.to_owned(), fields.next()?.to_owned()))
    };
    let above = mounts.lines().filter_map(mount).filter(|(place, _)| directory.starts_with(place));
    above.max_by_key(|(place, _)| place.len()).map_or_else(|| "unknown".to_owned(), |(_, kind)| kind)
}

/// The core of what is measured, and that of its clients.
#[cfg(target_os = "linux")]
pub(crate) fn two_cores() -> Option<(usize, usize)> {
    let allowed = rustix::thread::sched_getaffinity(None).ok()?;
    let mut cores = (0..rustix::thread::CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
    Some((cores.next()?, cores.next()?))
}

/// The core of what is measured, and that of its clients: they cannot be chosen here.
#[cfg(not(target_os = "linux"))]
pub(crate) fn two_cores() -> Option<(usize, usize)> {
    None
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::file_system;

    #[test]
    fn the_innermost_file_system_is_the_one() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n";
        assert_eq!(file_system(Path::new("/tmp/x"), mounts), "tmpfs");
        assert_eq!(file_system(Path::new("/var/x"), mounts), "ext4");
    }
}
