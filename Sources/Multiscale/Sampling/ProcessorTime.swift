internal import Foundation

/// The clock of a thread.
enum ProcessorTime {
  /// The processor time of the calling thread, in [s].
  static var ofThread: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
