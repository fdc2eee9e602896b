"""From files to what git wants: YAML with places, variables, shape, meaning. Everything wrong becomes a finding."""
