internal import Foundation

/// The cosine, kept from clashing with names of other modules.
func cosine(_ angle: Double) -> Double { Foundation.cos(angle) }
