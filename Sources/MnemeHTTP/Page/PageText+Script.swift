extension PageText { static let script = "" }
