import numpy as np
from numpy.typing import NDArray

from index.storage.profiles import Profiles

def likeness(profiles: Profiles, others: Profiles) -> NDArray[np.float64]: ...
