internal import Tensors

/// Reads a formula by recursive descent into a program for a stack.
struct FormulaParser {
  private let letters: [Character]
  private var place = 0
  private var steps: [FormulaStep] = []
  private var nesting = 0

  /// The values on the stack after the steps so far.
  private var height = 0

  /// The most values that were on the stack.
  private(set) var depth = 0

  private static let limits = (letters: 4000, nesting: 100)
  private let variables: [String]
  private var names: [String] {
    FormulaFunction.allCases.map(\.rawValue) + ["min", "max", "pi"] + variables
  }

  init(_ text: String, variables: [String]) {
    letters = Array(text)
    self.variables = variables
  }

  /// The whole text.
  mutating func formula() throws(FormulaError) -> [FormulaStep] {
    guard letters.count <= Self.limits.letters else {
      throw FormulaError(position: Self.limits.letters, reason: "the formula is too long")
    }
    try sum()
    skipBlanks()
    if place < letters.count {
      throw error(
        letters[place] == ")"
          ? "a parenthesis closes that was not opened" : "an operator is missing")
    }
    return steps
  }

  private mutating func sum() throws(FormulaError) {
    try product()
    while let sign = take(among: "+-") {
      try product()
      append(.combine(sign == "+" ? .add : .subtract), change: -1)
    }
  }

  private mutating func product() throws(FormulaError) {
    try signed()
    while let sign = take(among: "*/") {
      try signed()
      append(.combine(sign == "*" ? .multiply : .divide), change: -1)
    }
  }

  /// A value with any number of signs; a power binds before them.
  private mutating func signed() throws(FormulaError) {
    var isNegative = false
    while let sign = take(among: "+-") { isNegative = isNegative != (sign == "-") }
    try power()
    if isNegative { append(.negate, change: 0) }
  }

  private mutating func power() throws(FormulaError) {
    try atom()
    skipBlanks()
    let isStars = place + 1 < letters.count && letters[place] == "*" && letters[place + 1] == "*"
    guard isStars || (place < letters.count && letters[place] == "^") else { return }
    place += isStars ? 2 : 1
    try nested { parser throws(FormulaError) in try parser.signed() }
    append(.combine(.power), change: -1)
  }

  private mutating func atom() throws(FormulaError) {
    skipBlanks()
    guard place < letters.count else { throw error("a number or a name is missing") }
    let letter = letters[place]
    if letter == "(" {
      place += 1
      try nested { parser throws(FormulaError) in try parser.sum() }
      try close()
    } else if letter.isASCII, letter.isNumber || letter == "." {
      try number()
    } else if letter.isLetter {
      try name()
    } else {
      throw error("'\(letter)' is not expected; a number or a name is missing")
    }
  }

  private mutating func number() throws(FormulaError) {
    let start = place
    func isDigit(_ place: Int) -> Bool {
      place < letters.count && letters[place].isASCII && letters[place].isNumber
    }
    while isDigit(place) || (place < letters.count && letters[place] == ".") { place += 1 }
    if place < letters.count, "eE".contains(letters[place]) {
      let sign = place + 1 < letters.count && "+-".contains(letters[place + 1]) ? 1 : 0
      if isDigit(place + 1 + sign) {
        place += 1 + sign
        while isDigit(place) { place += 1 }
      }
    }
    guard let value = Double(String(letters[start..<place])), value.isFinite else {
      place = start
      throw error("this is not a number")
    }
    append(.number(value), change: 1)
  }

  private mutating func name() throws(FormulaError) {
    let start = place
    while place < letters.count, letters[place].isLetter || letters[place].isNumber { place += 1 }
    let name = String(letters[start..<place])
    if let place = variables.firstIndex(of: name) {
      append(.variable(place), change: 1)
    } else if name == "pi" {
      append(.number(.pi), change: 1)
    } else if let function = FormulaFunction(rawValue: name) {
      try open(name)
      try nested { parser throws(FormulaError) in try parser.sum() }
      try close()
      append(.call(function), change: 0)
    } else if name == "min" || name == "max" {
      try extremum(name)
    } else {
      place = start
      let hint = Spelling.nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
      throw error(
        "'\(name)' is unknown\(hint); names are \(names.joined(separator: ", "))")
    }
  }

  private mutating func extremum(_ name: String) throws(FormulaError) {
    try open(name)
    try nested { parser throws(FormulaError) in try parser.sum() }
    var count = 1
    while take(among: ",") != nil {
      try nested { parser throws(FormulaError) in try parser.sum() }
      append(.combine(name == "min" ? .min : .max), change: -1)
      count += 1
    }
    guard count > 1 else { throw error("\(name) takes two values or more") }
    try close()
  }

  // MARK: - Steps

  private mutating func nested(
    _ body: (inout FormulaParser) throws(FormulaError) -> Void
  ) throws(FormulaError) {
    nesting += 1
    guard nesting <= Self.limits.nesting else { throw error("the formula is nested too deeply") }
    try body(&self)
    nesting -= 1
  }

  private mutating func append(_ step: FormulaStep, change: Int) {
    steps.append(step)
    height += change
    depth = max(depth, height)
  }

  private mutating func skipBlanks() {
    while place < letters.count, letters[place].isWhitespace { place += 1 }
  }

  /// The next character if it is one of some; a double star is a power.
  private mutating func take(among wanted: String) -> Character? {
    skipBlanks()
    guard place < letters.count, wanted.contains(letters[place]) else { return nil }
    place += 1
    return letters[place - 1]
  }

  private mutating func open(_ name: String) throws(FormulaError) {
    guard take(among: "(") != nil else { throw error("\(name) needs its argument in parentheses") }
  }

  private mutating func close() throws(FormulaError) {
    guard take(among: ")") != nil else { throw error("a closing parenthesis is missing") }
  }

  private func error(_ reason: String) -> FormulaError {
    FormulaError(position: min(place, letters.count) + 1, reason: reason)
  }
}
