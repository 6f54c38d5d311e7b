/// The distances that decide which pairs are picked, in [length].
struct PickRadii<Values: PairLanes>: Sendable {
  /// The squares of the radii within which pairs are sure to be needed until the next search, and
  /// within which they may be.
  let squaredSure, squaredOuter: Values
  /// Within this and what the particles may move, pairs are needed.
  let needed: Values

  init(sure: Double, outer: Double, needed: Double) {
    squaredSure = Values(repeating: sure * sure)
    squaredOuter = Values(repeating: outer * outer)
    self.needed = Values(repeating: needed)
  }
}

extension KernelWork {
  /// Hands on what a search found without the partners that it found needlessly; those that are
  /// sure to be needed come first.
  ///
  /// - Parameter waiting: has room for the partners of one entry.
  func sift(
    _ radii: PickRadii<Values>, into kept: inout PairListWriter,
    waiting: inout PairListWriter
  ) {
    var (four, mask) = (Quartet<Values>(), 0)
    for number in unsafe 0..<entries.count {
      let entry = unsafe entries[number]
      let origin = load(&four, entry)
      let start = unsafe kept.partnerCount
      unsafe waiting.partnerCount = 0
      for index in Int(entry.start)..<Int(entry.end) {
        let partner = unsafe partners[index]
        let squared = four.leastSquaredDistance(to: place(of: partner, from: origin))
        let stays = squared.hasLane(below: radii.squaredOuter) ? 1 : 0
        var isSure = squared.hasLane(below: radii.squaredSure) ? 1 : 0
        if partner.isMasked {
          // All in one place, where the masks keep their order.
          isSure = 0
          unsafe kept.write(masks[mask], times: stays)
          mask &+= 1
        }
        unsafe kept.write(partner, times: isSure)
        unsafe waiting.write(partner, times: stays &- isSure)
      }
      let sure = unsafe kept.partnerCount
      unsafe kept.write(UnsafeBufferPointer(waiting.partners), 0..<waiting.partnerCount)
      unsafe kept.close(entry, start, sure: sure)
    }
  }

  /// Hands on the partners of a sifted list that are sure, and those that hold a particle nearer to
  /// one of the half block's than both may move until they need each other.
  func pick(
    _ radii: PickRadii<Values>, _ allowances: UnsafeBufferPointer<Values>,
    into near: inout PairListWriter
  ) {
    var (four, mask) = (Quartet<Values>(), 0)
    for number in unsafe 0..<entries.count {
      let entry = unsafe entries[number]
      let start = unsafe near.partnerCount
      unsafe near.write(partners, Int(entry.start)..<Int(entry.sure))
      if entry.sure < entry.end {
        let origin = load(&four, entry)
        let reaches = unsafe Reaches(of: entry, radii.needed, allowances)
        for index in Int(entry.sure)..<Int(entry.end) {
          let partner = unsafe partners[index]
          let isNear = unsafe four.isNear(
            place(of: partner, from: origin), reaches, allowances[partner.block])
          unsafe near.write(partner, times: isNear ? 1 : 0)
          guard partner.isMasked else { continue }
          unsafe near.write(masks[mask], times: isNear ? 1 : 0)
          mask &+= 1
        }
      }
      unsafe near.close(entry, start, sure: start)
    }
  }

  /// Takes the half block of an entry where it meets its partners; returns the origin there.
  @inline(__always)
  private func load(
    _ four: inout Quartet<Values>, _ entry: PairList.Entry
  ) -> Offset<Values.Scalar> {
    let translation = unsafe translations[Int(entry.translation)]
    four.load(from: self, half: Int(entry.half), shift: translation.rest)
    return unsafe origins[Int(entry.half) / 2] + translation.origin
  }

  /// The places of a block relative to an origin.
  @inline(__always)
  private func place(
    of partner: PairList.Partner, from origin: Offset<Values.Scalar>
  ) -> LaneVectors<Values> {
    var place = unsafe places[partner.block]
    if Values.isRelative { unsafe place.move(by: origins[partner.block] - origin) }
    return place
  }
}

/// How far each of the four particles of half a block looks for partners that do not move.
private struct Reaches<Values: PairLanes> {
  let first, second, third, fourth: Values

  @inline(__always)
  init(
    of entry: PairList.Entry, _ needed: Values, _ allowances: UnsafeBufferPointer<Values>
  ) {
    let half = Int(entry.half)
    let start =
      unsafe UnsafeRawPointer(allowances.baseAddress.unsafelyUnwrapped + half / 2)
      .assumingMemoryBound(to: Values.Scalar.self) + half % 2 * 4
    let four = unsafe UnsafeRawPointer(start).loadUnaligned(as: SIMD4<Values.Scalar>.self)
    first = needed + Values(spreading: four, register: 0)
    second = needed + Values(spreading: four, register: 1)
    third = Values.rows == 1 ? needed + Values(spreading: four, register: 2) : first
    fourth = Values.rows == 1 ? needed + Values(spreading: four, register: 3) : second
  }
}

extension Quartet {
  /// The least of the squared distances of the four to each of a block.
  @inline(__always)
  fileprivate func leastSquaredDistance(to place: LaneVectors<Values>) -> Values {
    var least = Values.less(first.squaredDistance(to: place), second.squaredDistance(to: place))
    if Values.rows == 1 {
      least = .less(least, third.squaredDistance(to: place))
      least = .less(least, fourth.squaredDistance(to: place))
    }
    return least
  }

  /// Whether any of the four comes nearer to any of a block than it reaches and the other may move.
  @inline(__always)
  fileprivate func isNear(
    _ place: LaneVectors<Values>, _ reaches: Reaches<Values>, _ allowance: Values
  ) -> Bool {
    @inline(__always)
    func excess(_ single: Single<Values>, _ reach: Values) -> Values {
      let limit = reach + allowance
      return single.squaredDistance(to: place).subtractingProduct(limit, limit)
    }
    var least = Values.less(excess(first, reaches.first), excess(second, reaches.second))
    if Values.rows == 1 {
      least = .less(least, excess(third, reaches.third))
      least = .less(least, excess(fourth, reaches.fourth))
    }
    return least.hasLane(below: .zero)
  }
}

extension Single {
  @inline(__always)
  fileprivate func squaredDistance(to other: LaneVectors<Values>) -> Values {
    let separation = LaneVectors(
      x: place.x - other.x, y: place.y - other.y, z: place.z - other.z)
    return separation.dot(separation)
  }
}

extension PairLanes {
  @inline(__always)
  fileprivate static func less(_ one: Self, _ other: Self) -> Self {
    one.replaced(by: other, where: one, exceeds: other)
  }
}
