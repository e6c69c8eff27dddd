"""The few calls of ggml's C API that one graph on the CPU needs."""

import contextlib
import ctypes
import os
import pathlib

# Element types and the kind of device, as ggml.h and ggml-backend.h number them.
TYPES = {"float32": 0, "float16": 1, "bfloat16": 30}
CPU_DEVICE = 0

# Memory for the descriptions of a graph's tensors; the data lie elsewhere.
DESCRIPTIONS = 16 << 20

_Pointer, _Size, _Float = ctypes.c_void_p, ctypes.c_int64, ctypes.c_float
_BASE = {
    "ggml_version": (ctypes.c_char_p, []),
    "ggml_new_tensor_4d": (_Pointer, [_Pointer, ctypes.c_int, _Size, _Size, _Size, _Size]),
    "ggml_view_4d": (_Pointer, [_Pointer, _Pointer] + [_Size] * 4 + [ctypes.c_size_t] * 4),
    "ggml_flash_attn_ext": (_Pointer, [_Pointer] * 5 + [_Float] * 3),
    "ggml_mul_mat": (_Pointer, [_Pointer] * 3),
    "ggml_soft_max_ext": (_Pointer, [_Pointer] * 3 + [_Float] * 2),
    "ggml_new_graph": (_Pointer, [_Pointer]),
    "ggml_build_forward_expand": (None, [_Pointer] * 2),
    "ggml_nbytes": (ctypes.c_size_t, [_Pointer]),
    "ggml_free": (None, [_Pointer]),
    "ggml_backend_alloc_ctx_tensors": (_Pointer, [_Pointer] * 2),
    "ggml_backend_tensor_set": (None, [_Pointer, _Pointer, ctypes.c_size_t, ctypes.c_size_t]),
    "ggml_backend_tensor_get": (None, [_Pointer, _Pointer, ctypes.c_size_t, ctypes.c_size_t]),
    "ggml_backend_graph_compute": (ctypes.c_int, [_Pointer] * 2),
    "ggml_backend_buffer_free": (None, [_Pointer]),
    "ggml_backend_get_device": (_Pointer, [_Pointer]),
    "ggml_backend_dev_backend_reg": (_Pointer, [_Pointer]),
    "ggml_backend_reg_get_proc_address": (_Pointer, [_Pointer, ctypes.c_char_p]),
}
_LOADER = {
    "ggml_backend_load_all_from_path": (None, [ctypes.c_char_p]),
    "ggml_backend_init_by_type": (_Pointer, [ctypes.c_int, ctypes.c_char_p]),
}


class _InitParams(ctypes.Structure):
    _fields_ = [("mem_size", ctypes.c_size_t), ("mem_buffer", _Pointer), ("no_alloc", ctypes.c_bool)]


class Ggml:
    """The shared libraries of a folder, with the CPU variant that they choose for this machine."""

    def __init__(self, folder, threads):
        folder = pathlib.Path(folder)
        self._base = _load(folder, "libggml-base*.so*", _BASE)
        self._base.ggml_init.restype, self._base.ggml_init.argtypes = _Pointer, [_InitParams]
        loader = _load(folder, "libggml.*so*", _LOADER)
        with _quiet():
            loader.ggml_backend_load_all_from_path(str(folder).encode())
        self._backend = loader.ggml_backend_init_by_type(CPU_DEVICE, None)
        if not self._backend:
            raise SystemExit(f"--libraries {folder}: no variant of ggml's CPU library there runs on this machine.")
        registry = self.backend_dev_backend_reg(self.backend_get_device(self._backend))
        address = self.backend_reg_get_proc_address(registry, b"ggml_backend_set_n_threads")
        ctypes.CFUNCTYPE(None, _Pointer, ctypes.c_int)(address)(self._backend, threads)

    def __getattr__(self, name):
        """`flash_attn_ext` is the library's ggml_flash_attn_ext."""
        return getattr(self._base, "ggml_" + name)

    @property
    def variant(self):
        """The file of the CPU variant that was loaded."""
        with open("/proc/self/maps", encoding="utf-8") as maps:
            return next((pathlib.Path(line.split()[-1]).name for line in maps if "libggml-cpu" in line), "unknown")

    def context(self):
        return self._base.ggml_init(_InitParams(DESCRIPTIONS, None, True))

    def allocate(self, context):
        """Memory for all tensors of a context that have none."""
        return self.backend_alloc_ctx_tensors(context, self._backend)

    def compute(self, graph):
        status = self.backend_graph_compute(self._backend, graph)
        if status != 0:
            raise RuntimeError(f"ggml_backend_graph_compute answered {status}")


def _load(folder, pattern, functions):
    files = sorted(folder.glob(pattern))
    if not files:
        raise SystemExit(f"--libraries {folder}: there is no {pattern}.")
    library = ctypes.CDLL(str(files[0]), mode=ctypes.RTLD_GLOBAL)
    for name, (result, arguments) in functions.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


@contextlib.contextmanager
def _quiet():
    """Drops what the library writes to standard error while it tries its variants."""
    saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
