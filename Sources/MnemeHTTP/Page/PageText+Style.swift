extension PageText { static let style = "" }
