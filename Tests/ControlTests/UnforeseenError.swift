/// An error that no code knows.
struct UnforeseenError: Error {}
