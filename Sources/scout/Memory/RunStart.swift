/// How a run's directory is taken possession of.
enum RunStart: Sendable {
  /// A new run, in place of an earlier one where that is allowed.
  case new(overwrite: Bool)
  /// The run that is there goes on.
  case resumed
}
