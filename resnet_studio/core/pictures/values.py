"""The values of a picture as they are in its file, of any kind that NumPy has."""

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.generic]
