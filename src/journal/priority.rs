//! Work that can wait: how a thread has all others go before it. When such work is done is decided by whoever does it.

/// Has this thread, for the rest of its life, run only when no other thread wants to. Where the system knows no such
/// thing for a single thread, nothing happens.
pub fn give_way() {
    // On Linux this is about the calling thread alone. A refusal costs the others a little time, and nothing else.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(19);
}
