/// Which loads of a batch to ask, so that the answers to them make all others precise enough.
///
/// Of all loads that may be asked the one is taken whose answer lowers the sum of what the predicted
/// variances of the batch have in excess of what is asked,
///
///     Σ_i max(0, C_ii/τ_i² − 1),
///
/// most, then the next with what the first is expected to tell, until nothing is in excess. An answer
/// at c with the variance τ_c² makes C → C − C_{·c} C_{c·}/(C_cc + τ_c²), whatever it says.
///
/// - SeeAlso: Krause, Singh & Guestrin, *J. Mach. Learn. Res.* **9**, 235 (2008), for greedy
///   placement under a Gaussian process.
enum SamplingDesign {
  /// The loads to ask, in the order of what they tell.
  ///
  /// - Parameters:
  ///   - covariances: of the predictions C, shape [loads, loads].
  ///   - tolerances: the standard deviations asked τ, shape [loads].
  ///   - candidates: the loads that may be asked.
  ///   - most: the most loads to ask before looking at the answers.
  static func choice(
    covariances: [[Double]], tolerances: [Double], among candidates: [Int], most: Int
  ) -> [Int] {
    var covariances = covariances
    var open = candidates
    var chosen: [Int] = []
    while chosen.count < most {
      // What is precise enough already need not be asked.
      open.removeAll { covariances[$0][$0] <= tolerances[$0] * tolerances[$0] }
      let best = open.min {
        excess(covariances, tolerances, asking: $0) < excess(covariances, tolerances, asking: $1)
      }
      guard let best else { break }
      chosen.append(best)
      open.removeAll { $0 == best }
      ask(best, &covariances, tolerances)
    }
    return chosen
  }

  private static func excess(
    _ covariances: [[Double]], _ tolerances: [Double], asking asked: Int
  ) -> Double {
    let row = covariances[asked]
    let noise = tolerances[asked] * tolerances[asked]
    var sum = 0.0
    for index in row.indices where tolerances[index] > 0 {
      let left = covariances[index][index] - row[index] * row[index] / (row[asked] + noise)
      sum += max(0, left / (tolerances[index] * tolerances[index]) - 1)
    }
    return sum
  }

  private static func ask(
    _ asked: Int, _ covariances: inout [[Double]], _ tolerances: [Double]
  ) {
    let told = covariances[asked]
    let variance = told[asked] + tolerances[asked] * tolerances[asked]
    guard variance > 0 else { return }
    for row in told.indices {
      for column in told.indices {
        covariances[row][column] -= told[row] * told[column] / variance
      }
    }
  }
}
