public import NumericalMethods

extension ShearedFluid {
  /// Looks at one box while it is sampled; its trajectory is the same bit for bit.
  public struct Observer: Sendable {
    /// The name under which the box was put under its load.
    public var stream: StreamName
    /// The steps from one look to the next, at least 1; the first look is before the first step.
    public var interval: Int
    /// Called on the thread of the box; what it throws ends the sampling.
    public var look: @Sendable (State) throws -> Void

    /// Creates an observer.
    ///
    /// - Precondition: a positive interval.
    public init(
      of stream: StreamName, every interval: Int, look: @escaping @Sendable (State) throws -> Void
    ) {
      precondition(interval > 0, "a box is looked at every so many steps")
      self.stream = stream
      self.interval = interval
      self.look = look
    }
  }

  /// What to do after every step of a box from a state on; nil where nobody looks.
  func watch(of state: State) -> ((Trajectory) throws -> Void)? {
    guard let observer, observer.stream == state.stream else { return nil }
    return { trajectory in
      guard (trajectory.steps - state.stepsBefore) % observer.interval == 0 else { return }
      var state = state
      state.flow = trajectory.state
      try observer.look(state)
    }
  }
}
