"""A structure's name is misspelt."""

import monitorshapes as ms

ms.NetworkConfg(enable_network_isolation=True)  # error: NetworkConfg
