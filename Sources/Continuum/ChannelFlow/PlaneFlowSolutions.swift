internal import Foundation

/// Exact flows of a Newtonian fluid between parallel walls at y = 0 and y = H.
///
/// Lengths in units of H, times in units of the diffusion time H²/ν.
///
/// - SeeAlso: Batchelor, *An Introduction to Fluid Dynamics* (1967),
///   <https://doi.org/10.1017/CBO9780511800955>.
public enum PlaneFlowSolutions {
  /// The parabola between walls at rest, u η/(f H²) = y(1 − y)/2.
  public static func parabola(at position: Double) -> Double { position * (1 - position) / 2 }

  /// The steady flow of a periodic channel under the force f cos(2πy),
  /// u η/(f H²) = cos(2πy)/(2π)².
  public static func cosine(at position: Double) -> Double {
    cos(2 * Double.pi * position) / (4 * Double.pi * Double.pi)
  }

  /// The flow u/U a time after the wall at y = 1 was set in motion:
  /// y + (2/π) Σ_k (−1)^k/k sin(kπy) exp(−k²π²t).
  public static func couetteStartUp(at position: Double, time: Double) -> Double {
    guard time > 0 else { return position < 1 ? 0 : 1 }
    return position + 2 / Double.pi
      * modes(time) { mode, decay in
        (mode.isMultiple(of: 2) ? 1 : -1) / Double(mode) * sine(mode, position) * decay
      }
  }

  /// The flow u ν/(g H²) a time after a uniform acceleration g set in, from rest between walls
  /// at rest: y(1 − y)/2 − (4/π³) Σ_{k odd} sin(kπy)/k³ exp(−k²π²t).
  public static func poiseuilleStartUp(at position: Double, time: Double) -> Double {
    guard time > 0 else { return 0 }
    return parabola(at: position) - 4 / pow(Double.pi, 3)
      * modes(time) { mode, decay in
        mode.isMultiple(of: 2) ? 0 : sine(mode, position) * decay / pow(Double(mode), 3)
      }
  }

  private static func sine(_ mode: Int, _ position: Double) -> Double {
    sin(Double(mode) * Double.pi * position)
  }

  /// Sums a series over modes until exp(−k²π²t) is below rounding.
  private static func modes(_ time: Double, _ term: (Int, Double) -> Double) -> Double {
    let last = min(100_000, 1 + Int((40 / (Double.pi * Double.pi * time)).squareRoot()))
    return (1...last).reversed().reduce(0) { sum, mode in
      sum + term(mode, exp(-pow(Double(mode) * Double.pi, 2) * time))
    }
  }
}
