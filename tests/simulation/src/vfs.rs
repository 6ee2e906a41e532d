//! The SQLite VFS that stands before the system's own: every write, sync, truncation and removal of a database on one of our [disks](Disk)
//! is noted there first, and may fail. Nothing of the product knows of it: it is registered as the default of the process.
//!
//! Left out: memory-mapped reading (switched off here), and shared memory, which passes through: it does not outlive a power cut.

#![allow(unsafe_code, reason = "SQLite's VFS is a table of C functions")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicPtr, Ordering};

use rusqlite::ffi::{
    SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR_DELETE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE,
    SQLITE_OK, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

use crate::disk::{Call, Disk, Failure, Fate};

/// The head of an open file; the system's own follows it in the same memory.
#[repr(C)]
struct Shim {
    base: sqlite3_file,
    /// Leaked box, taken back when the file is closed.
    place: *mut Place,
}

struct Place {
    disk: Option<Disk>,
    path: PathBuf,
}

/// The methods of our files; lives as long as the process.
static METHODS: AtomicPtr<sqlite3_io_methods> = AtomicPtr::new(std::ptr::null_mut());
static REGISTER: Once = Once::new();

/// Puts the VFS before every database that this process opens from now on.
///
/// # Panics
/// If SQLite does not take it.
pub fn install() {
    REGISTER.call_once(|| {
        // SAFETY: SQLite's own VFS lives as long as the process, and so do the two tables that are leaked here.
        unsafe {
            let system = sqlite3_vfs_find(std::ptr::null());
            assert!(!system.is_null(), "SQLite has a VFS");
            let head = c_int::try_from(size_of::<Shim>()).unwrap_or(c_int::MAX);
            let vfs = sqlite3_vfs {
                szOsFile: head + (*system).szOsFile,
                pNext: std::ptr::null_mut(),
                zName: c"fieldbook-simulation".as_ptr(),
                pAppData: system.cast(),
                xOpen: Some(open),
                xDelete: Some(delete),
                xSleep: Some(sleep),
                ..*system
            };
            let methods = sqlite3_io_methods {
                iVersion: 2,
                xClose: Some(close),
                xRead: Some(read),
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                xFileSize: Some(file_size),
                xLock: Some(take_lock),
                xUnlock: Some(unlock),
                xCheckReservedLock: Some(check_reserved),
                xFileControl: Some(control),
                xSectorSize: Some(sector_size),
                xDeviceCharacteristics: Some(characteristics),
                xShmMap: Some(shm_map),
                xShmLock: Some(shm_lock),
                xShmBarrier: Some(shm_barrier),
                xShmUnmap: Some(shm_unmap),
                xFetch: None,
                xUnfetch: None,
            };
            METHODS.store(Box::leak(Box::new(methods)), Ordering::Release);
            let registered = sqlite3_vfs_register(Box::leak(Box::new(vfs)), 1);
            assert_eq!(registered, SQLITE_OK, "SQLite takes the VFS");
        }
    });
}

/// Makes SQLite's own chance (salts, `randomblob`) the one of `seed`. It is one for the whole process.
pub fn seed_chance(seed: u64) {
    let seed = c_int::try_from(seed % 0x7fff_0000).unwrap_or_default() + 1;
    // SAFETY: the call takes an int and a database handle, which may be null.
    unsafe {
        rusqlite::ffi::sqlite3_initialize();
        rusqlite::ffi::sqlite3_test_control(rusqlite::ffi::SQLITE_TESTCTRL_PRNG_SEED, seed, std::ptr::null_mut::<rusqlite::ffi::sqlite3>());
    }
}

/// The system's VFS behind ours.
unsafe fn system(vfs: *mut sqlite3_vfs) -> *mut sqlite3_vfs {
    // SAFETY: pAppData was set by `install`.
    unsafe { (*vfs).pAppData.cast() }
}

/// The system's file behind ours.
unsafe fn inner(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite gave szOsFile bytes, ours first.
    unsafe { file.cast::<Shim>().add(1).cast() }
}

unsafe fn place<'a>(file: *mut sqlite3_file) -> &'a Place {
    // SAFETY: set by `open`, freed by `close`.
    unsafe { &*(*file.cast::<Shim>()).place }
}

/// Calls a method of the system's file.
macro_rules! pass {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the system's file was opened by its own VFS, which set its methods.
        unsafe {
            let inner = inner($file);
            match (*(*inner).pMethods).$method {
                Some(method) => method(inner $(, $argument)*),
                None => SQLITE_OK,
            }
        }
    }};
}

unsafe extern "C" fn open(vfs: *mut sqlite3_vfs, name: *const c_char, file: *mut sqlite3_file, flags: c_int, out: *mut c_int) -> c_int {
    // SAFETY: as SQLite's contract for xOpen says.
    unsafe {
        let shim = file.cast::<Shim>();
        (*shim).base.pMethods = std::ptr::null();
        let system = system(vfs);
        let Some(open) = (*system).xOpen else { return SQLITE_IOERR_READ };
        let code = open(system, name, inner(file), flags, out);
        if code != SQLITE_OK {
            return code;
        }
        let path = if name.is_null() { PathBuf::new() } else { path_of(name) };
        let disk = Disk::holding(&path);
        (*shim).place = Box::into_raw(Box::new(Place { disk, path }));
        (*shim).base.pMethods = METHODS.load(Ordering::Acquire);
        SQLITE_OK
    }
}

unsafe fn path_of(name: *const c_char) -> PathBuf {
    // SAFETY: a string that ends with a zero, as SQLite says.
    PathBuf::from(unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned())
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    // SAFETY: as SQLite's contract for xDelete says.
    unsafe {
        let path = path_of(name);
        if let Some(disk) = Disk::holding(&path) {
            match disk.fate(Call::Delete, &path) {
                Fate::Passes | Fate::Lies => disk.synced(&path),
                Fate::Fails(_) | Fate::Dead => return SQLITE_IOERR_DELETE,
            }
        }
        let system = system(vfs);
        (*system).xDelete.map_or(SQLITE_OK, |delete| delete(system, name, sync_dir))
    }
}

/// Nobody waits in a simulation: whoever is in the way is on this thread, or done at once.
unsafe extern "C" fn sleep(_: *mut sqlite3_vfs, microseconds: c_int) -> c_int {
    std::thread::yield_now();
    microseconds
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let code = pass!(file, xClose);
    // SAFETY: `open` leaked it; SQLite closes a file once.
    unsafe {
        let shim = file.cast::<Shim>();
        drop(Box::from_raw((*shim).place));
        (*shim).place = std::ptr::null_mut();
    }
    code
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    pass!(file, xRead, to, amount, at)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: `amount` bytes at `from`, as SQLite says.
    unsafe {
        let Place { disk, path } = place(file);
        if let Some(disk) = disk {
            match disk.fate(Call::Write, path) {
                Fate::Passes | Fate::Lies => {
                    let new = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(amount).unwrap_or_default());
                    let length = length(file);
                    let (old, start) = (before(file, at, new.len(), length), u64::try_from(at).unwrap_or_default());
                    disk.notes(path, start, new, length, old);
                }
                Fate::Fails(Failure::Full) => return SQLITE_FULL,
                Fate::Fails(Failure::Io) | Fate::Dead => return SQLITE_IOERR_WRITE,
            }
        }
    }
    pass!(file, xWrite, from, amount, at)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    unsafe {
        let Place { disk, path } = place(file);
        if let Some(disk) = disk {
            match disk.fate(Call::Truncate, path) {
                Fate::Passes | Fate::Lies => {
                    let length = length(file);
                    let start = u64::try_from(size).unwrap_or_default();
                    let gone = usize::try_from(length.saturating_sub(start)).unwrap_or_default();
                    disk.notes(path, start, &[], length, before(file, size, gone, length));
                }
                Fate::Fails(_) | Fate::Dead => return SQLITE_IOERR_TRUNCATE,
            }
        }
    }
    pass!(file, xTruncate, size)
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: the file is open.
    let Place { disk, path } = unsafe { place(file) };
    if let Some(disk) = disk {
        match disk.fate(Call::Sync, path) {
            Fate::Passes => disk.synced(path),
            Fate::Lies => return SQLITE_OK,
            Fate::Fails(_) | Fate::Dead => return SQLITE_IOERR_FSYNC,
        }
        // Nothing here outlives the machine: the real disk need not be asked.
        return SQLITE_OK;
    }
    pass!(file, xSync, flags)
}

/// Length of the file now.
unsafe fn length(file: *mut sqlite3_file) -> u64 {
    let mut size: sqlite3_int64 = 0;
    pass!(file, xFileSize, &raw mut size);
    u64::try_from(size).unwrap_or_default()
}

/// What is in the file at `at` now, at most so many bytes and not past its end.
unsafe fn before(file: *mut sqlite3_file, at: sqlite3_int64, amount: usize, length: u64) -> Vec<u8> {
    let there = usize::try_from(length.saturating_sub(u64::try_from(at).unwrap_or_default())).unwrap_or_default().min(amount);
    let mut old = vec![0; there];
    if there > 0 {
        let amount = c_int::try_from(there).unwrap_or_default();
        pass!(file, xRead, old.as_mut_ptr().cast(), amount, at);
    }
    old
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    pass!(file, xFileSize, size)
}

unsafe extern "C" fn take_lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn control(file: *mut sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    pass!(file, xFileControl, op, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

/// No promise of atomic or ordered writes, whatever the file system below could give.
unsafe extern "C" fn characteristics(_: *mut sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn shm_map(file: *mut sqlite3_file, region: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int {
    pass!(file, xShmMap, region, size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    // SAFETY: the file is open.
    let Place { disk, .. } = unsafe { place(file) };
    let takes = flags & rusqlite::ffi::SQLITE_SHM_LOCK != 0 && flags & rusqlite::ffi::SQLITE_SHM_EXCLUSIVE != 0;
    if takes && disk.as_ref().is_some_and(Disk::refuses_lock) {
        return SQLITE_BUSY;
    }
    pass!(file, xShmLock, offset, n, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: the system's file is open.
    unsafe {
        let inner = inner(file);
        if let Some(barrier) = (*(*inner).pMethods).xShmBarrier {
            barrier(inner);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}

/// Whether `path` is a write-ahead log.
#[must_use]
pub fn is_log(path: &Path) -> bool {
    path.to_string_lossy().ends_with("-wal")
}
