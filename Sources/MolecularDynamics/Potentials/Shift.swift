/// What of an interaction is shifted to zero at its cutoff.
public enum Shift: Sendable {
  /// The energy.
  case energy

  /// Energy and force.
  case force
}

extension PairFunction {
  /// Adds the interactions of all listed pairs, shifted at the cutoff, in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, needsEnergy: Bool, shifted: Shift
  ) -> Double {
    meetAll(work, needsEnergy: needsEnergy, shifted: shifted)
  }

  /// Adds the interactions of all listed pairs, shifted at the cutoff, in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, needsEnergy: Bool, shifted: Shift
  ) -> Double {
    meetAll(work, needsEnergy: needsEnergy, shifted: shifted)
  }

  /// Makes one loop for each need and shift.
  @inline(__always)
  private func meetAll<Values: PairLanes>(
    _ work: borrowing KernelWork<Values>, needsEnergy: Bool, shifted: Shift
  ) -> Double {
    switch (shifted, needsEnergy) {
    case (.energy, false): Shifted(self).meetAll(work, needsEnergy: false)
    case (.energy, true): Shifted(self).meetAll(work, needsEnergy: true)
    case (.force, false): ForceShifted(self).meetAll(work, needsEnergy: false)
    case (.force, true): ForceShifted(self).meetAll(work, needsEnergy: true)
    }
  }
}
