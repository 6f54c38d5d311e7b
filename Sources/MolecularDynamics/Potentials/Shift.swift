/// What of an interaction is shifted to zero at its cutoff.
public enum Shift: Sendable {
  /// The energy.
  case energy

  /// Energy and force.
  case force
}

extension PairFunction {
  /// Goes through all listed pairs, shifted at the cutoff, in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask, shifted: Shift
  ) -> PairSums {
    perform(task, on: work, shifted: shifted)
  }

  /// Goes through all listed pairs, shifted at the cutoff, in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask, shifted: Shift
  ) -> PairSums {
    perform(task, on: work, shifted: shifted)
  }

  /// Makes one loop for each task and shift.
  @inline(__always)
  private func perform<Values: PairLanes>(
    _ task: PairTask, on work: borrowing KernelWork<Values>, shifted: Shift
  ) -> PairSums {
    switch shifted {
    case .energy: Shifted(self).perform(task, on: work)
    case .force: ForceShifted(self).perform(task, on: work)
    }
  }
}
