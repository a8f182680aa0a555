/// The three files of the web page; each stands in its own extension.
enum PageText {}
