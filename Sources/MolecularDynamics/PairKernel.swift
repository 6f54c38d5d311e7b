internal import Tensors

/// The pair loop: half blocks of four particles against blocks of eight.
///
/// Coordinates of the four are broadcast, those of the eight are one load each; the eight's
/// forces are written once per partner, the four's once per entry. The sums of the four's forces
/// over an entry, kept by lattice translation, are all the virial needs.
///
/// - SeeAlso: Páll & Hess, *Comput. Phys. Commun.* **184**, 2641 (2013),
///   <https://doi.org/10.1016/j.cpc.2013.06.003>.
extension PairPotential {
  /// Adds the interactions of all listed pairs to forces and energy.
  public func accumulate(
    over pairs: NeighbourList, in cell: SimulationCell, into forces: inout Forces
  ) {
    let translations = pairs.translations(in: cell)
    forces.accumulate { blockForces, translationForces in
      var energy = Lanes.zero
      for entry in pairs.entries {
        let sum = meet(
          pairs, entry, shift: translations[Int(entry.translation)], &blockForces, &energy)
        translationForces[Int(entry.translation)] += sum
      }
      return energy.sum()
    }
  }

  /// Meets all partners of one entry; returns the total force on its four particles.
  @inline(__always)
  private func meet(
    _ pairs: NeighbourList, _ entry: NeighbourList.Entry, shift: Vector3,
    _ forces: inout MutableSpan<LaneVectors>, _ energy: inout Lanes
  ) -> Vector3 {
    let places = pairs.blocks.places.span
    let partners = pairs.partners.span
    let squaredCutoff = Lanes(repeating: cutoff * cutoff)
    let own = Int(entry.half) / 2
    let upper = Int(entry.half) & 1
    var four = unsafe Quartet(places[unchecked: own], upper: upper, shift: shift)
    for slot in Int(entry.start)..<Int(entry.end) {
      let partner = unsafe partners[unchecked: slot]
      let place = unsafe places[unchecked: partner.block]
      var force = unsafe forces[unchecked: partner.block]
      if partner.isOwn {
        meetOwn(&four, place, &force, upper: upper, squaredCutoff, &energy)
      } else {
        four.first.meet(place, &force, self, squaredCutoff, &energy)
        four.second.meet(place, &force, self, squaredCutoff, &energy)
        four.third.meet(place, &force, self, squaredCutoff, &energy)
        four.fourth.meet(place, &force, self, squaredCutoff, &energy)
      }
      unsafe forces[unchecked: partner.block] = force
    }
    return four.unload(into: &forces, block: own, upper: upper)
  }

  /// Four particles against the block they belong to: each meets the lanes after its own.
  @inline(__always)
  private func meetOwn(
    _ four: inout Quartet, _ place: LaneVectors, _ force: inout LaneVectors, upper: Int,
    _ squaredCutoff: Lanes, _ energy: inout Lanes
  ) {
    let lanes = Lanes(0, 1, 2, 3, 4, 5, 6, 7) - Double(4 * upper)
    // A negative squared cutoff excludes a lane.
    func limit(after lane: Double) -> Lanes {
      squaredCutoff.replacing(with: -1, where: lanes .<= lane)
    }
    four.first.meet(place, &force, self, limit(after: 0), &energy)
    four.second.meet(place, &force, self, limit(after: 1), &energy)
    four.third.meet(place, &force, self, limit(after: 2), &energy)
    four.fourth.meet(place, &force, self, limit(after: 3), &energy)
  }
}

/// One particle, its coordinates broadcast, and the forces that eight lanes exert on it.
private struct Single {
  let x, y, z: Lanes
  var fx = Lanes.zero
  var fy = Lanes.zero
  var fz = Lanes.zero

  @inline(__always)
  init(_ x: Double, _ y: Double, _ z: Double) {
    (self.x, self.y, self.z) = (Lanes(repeating: x), Lanes(repeating: y), Lanes(repeating: z))
  }

  @inline(__always)
  mutating func meet<Potential: PairPotential>(
    _ place: LaneVectors, _ force: inout LaneVectors, _ potential: Potential,
    _ squaredCutoff: Lanes, _ energy: inout Lanes
  ) {
    let dx = x - place.x
    let dy = y - place.y
    let dz = z - place.z
    let squared = (dx * dx).addingProduct(dy, dy).addingProduct(dz, dz)
    let outside = squared .> squaredCutoff
    var pair = potential.evaluate(squaredDistance: squared)
    pair.forceOverDistance.replace(with: 0, where: outside)
    pair.energy.replace(with: 0, where: outside)
    energy += pair.energy
    fx.addProduct(pair.forceOverDistance, dx)
    fy.addProduct(pair.forceOverDistance, dy)
    fz.addProduct(pair.forceOverDistance, dz)
    force.x.addProduct(-pair.forceOverDistance, dx)
    force.y.addProduct(-pair.forceOverDistance, dy)
    force.z.addProduct(-pair.forceOverDistance, dz)
  }
}

/// The four particles of half a block.
private struct Quartet {
  var first, second, third, fourth: Single

  @inline(__always)
  init(_ block: LaneVectors, upper: Int, shift: Vector3) {
    let x = block.x.half(upper).meetingOthers + shift.x
    let y = block.y.half(upper) + shift.y
    let z = block.z.half(upper) + shift.z
    first = Single(x[0], y[0], z[0])
    second = Single(x[1], y[1], z[1])
    third = Single(x[2], y[2], z[2])
    fourth = Single(x[3], y[3], z[3])
  }

  /// Adds the forces on the four to their lanes; returns their sum.
  @inline(__always)
  func unload(
    into forces: inout MutableSpan<LaneVectors>, block: Int, upper: Int
  ) -> Vector3 {
    let x = SIMD4(first.fx.sum(), second.fx.sum(), third.fx.sum(), fourth.fx.sum())
    let y = SIMD4(first.fy.sum(), second.fy.sum(), third.fy.sum(), fourth.fy.sum())
    let z = SIMD4(first.fz.sum(), second.fz.sum(), third.fz.sum(), fourth.fz.sum())
    unsafe forces[unchecked: block].x.addHalf(upper, x)
    unsafe forces[unchecked: block].y.addHalf(upper, y)
    unsafe forces[unchecked: block].z.addHalf(upper, z)
    return Vector3(x.sum(), y.sum(), z.sum())
  }
}

extension Lanes {
  /// Lanes 0…3 for 0, lanes 4…7 for 1.
  @inline(__always)
  fileprivate func half(_ upper: Int) -> SIMD4<Double> { upper == 0 ? lowHalf : highHalf }

  /// Adds to lanes 0…3 for 0, to lanes 4…7 for 1.
  @inline(__always)
  fileprivate mutating func addHalf(_ upper: Int, _ values: SIMD4<Double>) {
    if upper == 0 { lowHalf += values } else { highHalf += values }
  }
}
