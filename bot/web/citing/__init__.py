"""A citation in the forms that a newspaper pastes or files."""
