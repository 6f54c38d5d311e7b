extension PairList {
  /// Takes from another list the partners that hold a particle within a distance, whose square is
  /// `limit`, of one of the half block's.
  mutating func takeNear<Values: PairLanes>(
    _ outer: PairList, _ work: borrowing KernelWork<Values>, _ limit: Values
  ) {
    entries.removeAll(keepingCapacity: true)
    partners.replaceSubrange(partners.indices, with: outer.partners)
    masks.replaceSubrange(masks.indices, with: outer.masks)
    var (taken, takenMasks, mask) = (0, 0, 0)
    var four = Quartet<Values>()
    for entry in outer.entries {
      let translation = unsafe work.translations[Int(entry.translation)]
      four.load(from: work, half: Int(entry.half), shift: translation.rest)
      let origin = unsafe work.origins[Int(entry.half) / 2] + translation.origin
      let start = taken
      for index in Int(entry.start)..<Int(entry.end) {
        let partner = outer.partners[index]
        var place = unsafe work.places[partner.block]
        if Values.isRelative { unsafe place.move(by: work.origins[partner.block] - origin) }
        let isNear = four.isWithin(limit, of: place)
        // Written in any case and kept if near: no branch to guess.
        partners[taken] = partner
        taken &+= isNear ? 1 : 0
        guard partner.isMasked else { continue }
        masks[takenMasks] = outer.masks[mask]
        takenMasks &+= isNear ? 1 : 0
        mask &+= 1
      }
      guard taken > start else { continue }
      entries.append(
        Entry(
          half: entry.half, translation: entry.translation, start: Int32(start),
          end: Int32(taken)))
    }
    partners.removeLast(partners.count - taken)
    masks.removeLast(masks.count - takenMasks)
  }
}

extension Quartet {
  /// Whether any of the four comes nearer to any of a block than the root of a limit.
  @inline(__always)
  fileprivate func isWithin(_ limit: Values, of place: LaneVectors<Values>) -> Bool {
    @inline(__always)
    func squared(_ single: Single<Values>) -> Values {
      let separation = LaneVectors(
        x: single.place.x - place.x, y: single.place.y - place.y, z: single.place.z - place.z)
      return separation.dot(separation)
    }
    @inline(__always)
    func nearer(_ one: Values, _ other: Values) -> Values {
      one.replaced(by: other, where: one, exceeds: other)
    }
    var least = nearer(squared(first), squared(second))
    if Values.rows == 1 { least = nearer(least, nearer(squared(third), squared(fourth))) }
    return least.hasLane(below: limit)
  }
}
