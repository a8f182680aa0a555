extension PageText { static let html = "" }
