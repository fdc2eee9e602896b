"""From checked values to the objects of the model."""
