/// Finds the word a person probably meant. Definition.
public enum Spelling {
  /// The longest word compared, in characters; longer ones are nobody's typing error.
  private static let longest = 64

  /// The candidate nearest to a word, if one is near enough to be a typing error.
  ///
  /// Upper and lower case count as equal unless two candidates are equally near; then the case
  /// decides, and after it the order. Near enough means at most one error in three characters, and
  /// never more than three.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    let (exact, lowered) = (Array(word), Array(word.lowercased()))
    guard !word.isEmpty, lowered.count <= longest else { return nil }
    let allowed = min(3, max(1, lowered.count / 3))
    var best: (distance: (Int, Int), candidate: String)?
    for candidate in candidates where candidate.count <= longest {
      let distance = editDistance(lowered, Array(candidate.lowercased()))
      // A word with nothing in common is as far away as it is long: never a suggestion.
      guard distance <= allowed, distance < lowered.count else { continue }
      let both = (distance, editDistance(exact, Array(candidate)))
      if both < best?.distance ?? (.max, .max) { best = (both, candidate) }
    }
    return best?.candidate
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbours that turn
  /// one word into another (optimal string alignment).
  ///
  /// - Complexity: O(nm) for words of n and m characters.
  static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        let replaced = last[j] + (left[i] == right[j] ? 0 : 1)
        var distance = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          distance = min(distance, beforeLast[j - 1] + 1)
        }
        row.append(distance)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
