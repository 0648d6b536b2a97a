"""Operations of the catalogue as commands: options from parameters, descriptions from facts."""
